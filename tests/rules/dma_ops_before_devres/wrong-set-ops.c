// SPDX-License-Identifier: GPL-2.0
/* The ops are set to none. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev)
{
	set_dma_ops(dev, NULL); /* finding */
	devres_release_all(dev);
}
