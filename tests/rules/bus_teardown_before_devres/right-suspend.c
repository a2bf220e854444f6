// SPDX-License-Identifier: GPL-2.0
/* A suspend callback gates the clock. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_suspend(struct device *dev)
{
	struct foo *foo = to_foo(dev);

	clk_disable_unprepare(foo->pclk);
	return 0;
}

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
}

static struct bus_type foo_bus = {
	.remove = foo_bus_remove,
};
