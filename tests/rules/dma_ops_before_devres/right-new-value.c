// SPDX-License-Identifier: GPL-2.0
/* The variable was given another value. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_both(struct foo *foo)
{
	struct device *dev = foo->first;

	arch_teardown_dma_ops(dev);
	dev = foo->second;
	devres_release_all(dev);
}
