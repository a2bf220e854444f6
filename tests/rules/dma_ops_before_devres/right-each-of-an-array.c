// SPDX-License-Identifier: GPL-2.0
/* Released above, torn down below, for each element. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_all(struct device **devs, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		devres_release_all(devs[i]);
		arch_teardown_dma_ops(devs[i]);
	}
}
