// SPDX-License-Identifier: GPL-2.0
/* Unregistering releases.  No patch: the device may be gone afterwards. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_child(struct child *child)
{
	struct device *dev = child->dev;

	set_dma_ops(dev, NULL); /* finding */
	device_unregister(dev);
}
