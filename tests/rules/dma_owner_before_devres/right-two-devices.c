// SPDX-License-Identifier: GPL-2.0
/* Two devices. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_pair(struct device *dev, struct device *other)
{
	iommu_device_unuse_default_domain(other);
	devres_release_all(dev);
}
