// SPDX-License-Identifier: GPL-2.0
/* Released, then probed again: the second release is not empty. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void rebind_device(struct device *dev, struct device_driver *drv)
{
	devres_release_all(dev);
	if (drv->probe(dev)) {
		arch_teardown_dma_ops(dev); /* finding */
		devres_release_all(dev);
	}
}

static void once_more(struct device *dev, struct device_driver *drv)
{
	if (dev->driver)
		devres_release_all(dev);
	drv->remove(dev);
	arch_teardown_dma_ops(dev); /* finding */
	devres_release_all(dev);
}
