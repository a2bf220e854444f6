// SPDX-License-Identifier: GPL-2.0
/* A function that is no callback of a bus. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_eject(struct device *dev, struct foo_ops *ops)
{
	ops->remove(dev);
	dev_pm_domain_detach(dev, true);
}
