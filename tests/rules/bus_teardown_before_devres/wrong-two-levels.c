// SPDX-License-Identifier: GPL-2.0
/* The clock is gated two wrappers down. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_gate(struct foo *foo)
{
	clk_disable_unprepare(foo->pclk);
}

static void foo_power_down(struct foo *foo)
{
	foo_gate(foo);
}

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
	foo_power_down(to_foo(dev)); /* finding: check only */
}

static struct bus_type foo_bus = {
	.remove = foo_bus_remove,
};
