// SPDX-License-Identifier: GPL-2.0
/* What ->dma_cleanup comes to is in bus.c, behind a wrapper here. */
#include "foo.h"

void foo_unbind(struct device *dev)
{
	foo_give_up(dev); /* finding: check only */
	devres_release_all(dev);
}
