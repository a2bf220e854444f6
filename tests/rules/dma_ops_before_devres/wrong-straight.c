// SPDX-License-Identifier: GPL-2.0
/* The release path of 2018: one teardown, one release. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev, struct device_driver *drv)
{
	if (drv) {
		drv->remove(dev);
		dma_deconfigure(dev); /* finding */
		devres_release_all(dev);
		dev->driver = NULL;
	}
}
