// SPDX-License-Identifier: GPL-2.0
/* Freed memory is translated by the range map that is gone. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev)
{
	kfree(dev->dma_range_map); /* finding */
	dev->dma_range_map = NULL;
	devres_release_all(dev);
}
