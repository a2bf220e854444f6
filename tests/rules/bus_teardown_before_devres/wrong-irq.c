// SPDX-License-Identifier: GPL-2.0
/* The mapping goes from under managed interrupt handlers, before the driver hears of it. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	irq_dispose_mapping(to_foo(dev)->irq); /* finding */
	drv->remove(to_foo(dev));
}

static struct bus_type foo_bus = {
	.remove = foo_bus_remove,
};
