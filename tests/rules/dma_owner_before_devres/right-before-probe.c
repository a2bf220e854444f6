// SPDX-License-Identifier: GPL-2.0
/* Nothing managed yet. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int claim(struct device *dev)
{
	int ret;

	ret = iommu_device_use_default_domain(dev);
	if (ret)
		return ret;
	ret = foo_check(dev);
	if (ret) {
		iommu_device_unuse_default_domain(dev);
		devres_release_all(dev);
	}
	return ret;
}
