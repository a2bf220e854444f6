// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

void foo_forget_dma(struct foo *foo, struct device *dev)
{
	dma_deconfigure(dev);
}

void foo_free_managed(int flags, struct device *dev)
{
	devres_release_all(dev);
}
