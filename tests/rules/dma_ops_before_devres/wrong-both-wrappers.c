// SPDX-License-Identifier: GPL-2.0
/* Wrappers on both sides, with the device as the second argument. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void forget_dma(int why, struct device *dev)
{
	dma_deconfigure(dev);
}

static void free_managed(struct bus *bus, struct device *dev)
{
	devres_release_all(dev);
}

static void unbind_device(struct bus *bus, struct device *dev)
{
	forget_dma(0, dev); /* finding */
	free_managed(bus, dev);
}
