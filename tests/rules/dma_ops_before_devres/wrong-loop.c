// SPDX-License-Identifier: GPL-2.0
/* Torn down in a loop, released after it. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev, int tries)
{
	do {
		arch_teardown_dma_ops(dev); /* finding */
		if (!busy(dev))
			break;
	} while (--tries);
	devres_release_all(dev);
}
