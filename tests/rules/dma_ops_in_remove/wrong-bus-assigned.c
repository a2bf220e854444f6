// SPDX-License-Identifier: GPL-2.0
/* The callback is named by assignment. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

extern struct bus_type foo_bus;

static void foo_drv_remove(struct device *_dev)
{
	struct foo_driver *drv = to_foo_driver(_dev->driver);

	drv->remove(to_foo(_dev));
	set_dma_ops(_dev, NULL); /* finding */
	kfree(_dev->dma_range_map); /* finding */
}

int foo_register_driver(struct foo_driver *drv)
{
	drv->driver.bus = &foo_bus;
	drv->driver.remove = foo_drv_remove;
	return driver_register(&drv->driver);
}
