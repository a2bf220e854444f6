// SPDX-License-Identifier: GPL-2.0
/* Neither end is in sight; the device is not the first argument. */
#include "foo.h"

void foo_unbind(struct foo *foo, struct device *dev)
{
	foo_forget_dma(foo, dev); /* finding: check only */
	foo_free_managed(0, dev);
}

void foo_other_device(struct foo *foo, struct device *dev)
{
	foo_forget_dma(foo, dev->parent);
	foo_free_managed(0, dev);
}
