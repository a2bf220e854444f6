// SPDX-License-Identifier: GPL-2.0
/* Released first. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev)
{
	devres_release_all(dev);
	dev->bus->dma_cleanup(dev);
}
