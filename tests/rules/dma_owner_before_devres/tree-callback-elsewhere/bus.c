// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

void foo_give_up(struct device *dev)
{
	iommu_device_unuse_default_domain(dev);
}

const struct bus_type foo_bus = {
	.dma_cleanup = foo_give_up,
};
