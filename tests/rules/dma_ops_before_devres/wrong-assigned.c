// SPDX-License-Identifier: GPL-2.0
/* The ops are set to none by assignment.  No patch is made of an assignment. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev)
{
	dev->dma_ops = NULL; /* finding */
	devres_release_all(dev);
}
