// SPDX-License-Identifier: GPL-2.0
/* The variable was given another value; branches exclude each other. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_both(struct foo *foo, bool keep)
{
	struct device *dev = foo->first;

	iommu_device_unuse_default_domain(dev);
	dev = foo->second;
	devres_release_all(dev);
	if (keep)
		iommu_device_unuse_default_domain(dev);
	else
		devres_release_all(dev);
}
