// SPDX-License-Identifier: GPL-2.0
/* Something else of the name: no DMA ops of a device. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_ops(struct foo *foo, struct device *dev)
{
	kfree(foo->ops);
	foo->ops = NULL;
	set_dma_ops(dev, &foo_ops);
	devres_release_all(dev);
}
