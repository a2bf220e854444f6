// SPDX-License-Identifier: GPL-2.0
/* Device links are dropped before devres is released. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void release_driver(struct device *dev, struct device_driver *drv)
{
	drv->remove(dev);
	device_links_driver_cleanup(dev); /* finding */
	devres_release_all(dev);
}

static void other_release(struct device *dev)
{
	device_links_driver_cleanup(dev); /* finding */
	device_unbind_cleanup(dev);
}
