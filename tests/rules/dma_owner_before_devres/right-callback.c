// SPDX-License-Identifier: GPL-2.0
/* The callback itself, which releases nothing. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_dma_cleanup(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	if (!drv->driver_managed_dma)
		iommu_device_unuse_default_domain(dev);
}

static struct bus_type foo_bus = {
	.dma_cleanup = foo_dma_cleanup,
};
