// SPDX-License-Identifier: GPL-2.0
/* The owner is given up first. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev)
{
	if (dev->bus && dev->bus->dma_cleanup)
		dev->bus->dma_cleanup(dev); /* finding */
	devres_release_all(dev);
}
