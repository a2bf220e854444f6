// SPDX-License-Identifier: GPL-2.0
/* The call behind it. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev)
{
	iommu_device_unuse_default_domain(dev); /* finding */
	devres_release_all(dev);
}
