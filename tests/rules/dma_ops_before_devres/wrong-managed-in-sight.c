// SPDX-License-Identifier: GPL-2.0
/* A reserved region goes while managed memory of it is held. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int restart(struct foo *foo, struct device *dev)
{
	foo->buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo->handle, GFP_KERNEL);
	if (!foo->buf)
		return -ENOMEM;
	return 0;
}

static void give_up(struct foo *foo, struct device *dev)
{
	of_reserved_mem_device_release(dev); /* finding */
	devres_release_group(dev, foo);
}
