// SPDX-License-Identifier: GPL-2.0
/* A wrapper releases. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_cleanup(struct device *dev)
{
	devres_release_all(dev);
	dev->driver = NULL;
}

static void unbind_device(struct device *dev)
{
	dev->bus->dma_cleanup(dev); /* finding */
	unbind_cleanup(dev);
}
