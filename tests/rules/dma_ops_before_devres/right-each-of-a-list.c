// SPDX-License-Identifier: GPL-2.0
/* An iterator gives the variable another value. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_all(struct foo *foo)
{
	struct device *dev;

	list_for_each_entry(dev, &foo->list, node) {
		devres_release_all(dev);
		arch_teardown_dma_ops(dev);
	}
	while ((dev = next_device(foo))) {
		devres_release_all(dev);
		arch_teardown_dma_ops(dev);
	}
}
