// SPDX-License-Identifier: GPL-2.0
/* A wrapper gives up. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void give_up(struct device *dev)
{
	if (dev->bus->dma_cleanup)
		dev->bus->dma_cleanup(dev);
}

static void unbind_device(struct device *dev)
{
	give_up(dev); /* finding */
	devres_release_all(dev);
}
