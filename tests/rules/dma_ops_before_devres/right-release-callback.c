// SPDX-License-Identifier: GPL-2.0
/* A release callback runs after devres. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_release(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	kfree(dev->dma_range_map);
	kfree(to_foo(dev));
}

static const struct device_type foo_type = {
	.release = foo_release,
};
