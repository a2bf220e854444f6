// SPDX-License-Identifier: GPL-2.0
/* The device is reached through its structure. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_bus_remove(struct device *dev)
{
	struct foo *foo = to_foo(dev);
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(foo);
	dev_pm_domain_detach(&foo->dev, true); /* finding */
}

static struct bus_type foo_bus = {
	.remove = foo_bus_remove,
};
