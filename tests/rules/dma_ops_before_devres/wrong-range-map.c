// SPDX-License-Identifier: GPL-2.0
/* The range map is one report with the ops that go before it. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev, struct device_driver *drv)
{
	drv->remove(dev);
	arch_teardown_dma_ops(dev); /* finding */
	kfree(dev->dma_range_map);
	dev->dma_range_map = NULL;
	devres_release_all(dev);
	dev->driver = NULL;
}
