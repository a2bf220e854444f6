// SPDX-License-Identifier: GPL-2.0
/* The wrapper is an inline function of a header. */
#include "foo.h"

void foo_unbind(struct device *dev)
{
	foo_forget_dma(dev); /* finding: check only */
	devres_release_all(dev);
}
