// SPDX-License-Identifier: GPL-2.0
/* The clock is gated in clock.c. */
#include "foo.h"

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
	foo_put_pclk(to_foo(dev)); /* finding: check only */
}

static const struct bus_type foo_bus = {
	.name = "foo",
	.remove = foo_bus_remove,
};
