// SPDX-License-Identifier: GPL-2.0
/* Nothing is managed yet: the driver was not probed. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int configure_device(struct device *dev, struct device_driver *drv)
{
	int ret;

	ret = dma_configure(dev);
	if (ret)
		goto out;
	ret = iommu_device_use_default_domain(dev);
	if (ret) {
		arch_teardown_dma_ops(dev);
		goto out;
	}
	return drv->probe(dev);
out:
	devres_release_all(dev);
	return ret;
}
