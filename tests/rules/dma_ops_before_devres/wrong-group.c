// SPDX-License-Identifier: GPL-2.0
/* A group of devres is released. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev, void *group)
{
	arch_teardown_dma_ops(dev); /* finding */
	devres_release_group(dev, group);
}
