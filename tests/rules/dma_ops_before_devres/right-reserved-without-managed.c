// SPDX-License-Identifier: GPL-2.0
/* A reserved region goes, and nothing managed stands on it. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void give_up(struct foo *foo, struct device *dev)
{
	of_reserved_mem_device_release(dev);
	arm_iommu_detach_device(dev);
	devres_release_group(dev, foo);
}
