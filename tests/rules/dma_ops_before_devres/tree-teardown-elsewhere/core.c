// SPDX-License-Identifier: GPL-2.0
/* The teardown is in dma.c. */
#include "foo.h"

void foo_unbind(struct device *dev)
{
	foo_forget_dma(dev); /* finding: check only */
	devres_release_all(dev);
}

void foo_unbind_right(struct device *dev)
{
	devres_release_all(dev);
	foo_forget_dma(dev);
}
