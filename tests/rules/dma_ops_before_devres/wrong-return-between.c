// SPDX-License-Identifier: GPL-2.0
/* A return would lose what is moved behind it: no patch. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int unbind_device(struct device *dev)
{
	arch_teardown_dma_ops(dev); /* finding */
	if (dev->offline_disabled)
		return -EBUSY;
	devres_release_all(dev);
	return 0;
}
