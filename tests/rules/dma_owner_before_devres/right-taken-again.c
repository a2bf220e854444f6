// SPDX-License-Identifier: GPL-2.0
/* Taken again in between. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void swap_owner(struct device *dev)
{
	iommu_device_unuse_default_domain(dev);
	if (iommu_device_use_default_domain(dev))
		return;
	devres_release_all(dev);
}
