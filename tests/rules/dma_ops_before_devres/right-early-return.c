// SPDX-License-Identifier: GPL-2.0
/* A return stands between. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int unbind_device(struct device *dev, bool keep)
{
	if (keep) {
		arch_teardown_dma_ops(dev);
		return 0;
	}
	devres_release_all(dev);
	return 0;
}
