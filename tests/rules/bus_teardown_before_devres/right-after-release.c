// SPDX-License-Identifier: GPL-2.0
/* After devres, in the driver core's own order. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void release_driver(struct device *dev, struct device_driver *drv)
{
	drv->remove(dev);
	device_unbind_cleanup(dev);
	device_links_driver_cleanup(dev);
	dev_pm_domain_detach(dev, true);
}

static void drop_pair(struct device *dev, struct device *supplier)
{
	device_links_driver_cleanup(supplier);
	devres_release_all(dev);
}
