// SPDX-License-Identifier: GPL-2.0
/* Only sometimes torn down: wrong then.  No patch: what is moved would be done always. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev)
{
	if (dev->bus)
		arch_teardown_dma_ops(dev); /* finding */
	devres_release_all(dev);
}
