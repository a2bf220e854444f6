// SPDX-License-Identifier: GPL-2.0
/* The wrapper releases, then tears down: calling it, or calling it twice, is right. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_cleanup(struct device *dev)
{
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
	kfree(dev->dma_range_map);
	dev->dma_range_map = NULL;
}

static void unbind_device(struct device *dev)
{
	unbind_cleanup(dev);
}

static int bind_device(struct device *dev)
{
	int ret;

	ret = try_driver(dev);
	if (ret)
		unbind_cleanup(dev);
	if (!dma_configure(dev))
		ret = try_driver(dev);
	if (ret)
		unbind_cleanup(dev);
	return ret;
}
