// SPDX-License-Identifier: GPL-2.0
/* A .release callback runs after devres. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_release(struct device *dev)
{
	foo_buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	of_reserved_mem_device_release(dev);
}

static struct device_type foo_type = {
	.release = foo_release,
};
