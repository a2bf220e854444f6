// SPDX-License-Identifier: GPL-2.0
/* Two devices. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_pair(struct device *dev, struct device *other)
{
	arch_teardown_dma_ops(other);
	devres_release_all(dev);
}

static void unbind_child(struct device *dev)
{
	arch_teardown_dma_ops(dev->parent);
	devres_release_all(dev);
}
