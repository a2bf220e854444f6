// SPDX-License-Identifier: GPL-2.0
/* The managed memory is another device's. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int start(struct foo *foo)
{
	foo->buf = dmam_alloc_coherent(foo->fw_dev, FOO_SIZE, &foo->handle, GFP_KERNEL);
	return foo->buf ? 0 : -ENOMEM;
}

static void give_up(struct foo *foo, struct device *dev)
{
	of_reserved_mem_device_release(dev);
	devres_release_group(dev, foo);
}
