// SPDX-License-Identifier: GPL-2.0
/* Exclusive branches. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev)
{
	if (dev->bus)
		arch_teardown_dma_ops(dev);
	else
		devres_release_all(dev);
}

static void by_state(struct device *dev, int state)
{
	switch (state) {
	case 0:
		arch_teardown_dma_ops(dev);
		break;
	case 1:
		devres_release_all(dev);
		break;
	}
}
