// SPDX-License-Identifier: GPL-2.0
/* The parent's PM domain. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
	dev_pm_domain_detach(dev->parent, true);
}

static struct bus_type foo_bus = {
	.remove = foo_bus_remove,
};
