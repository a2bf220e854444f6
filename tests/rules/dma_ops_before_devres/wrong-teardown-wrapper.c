// SPDX-License-Identifier: GPL-2.0
/* A wrapper tears down. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void forget_dma(struct device *dev)
{
	if (dev->bus)
		arch_teardown_dma_ops(dev);
}

static void unbind_device(struct device *dev)
{
	forget_dma(dev); /* finding */
	devres_release_all(dev);
}
