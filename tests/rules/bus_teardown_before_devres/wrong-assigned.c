// SPDX-License-Identifier: GPL-2.0
/* The callbacks are named by assignment; the device has another name. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_drv_probe(struct device *_dev)
{
	const struct foo_driver *drv = to_foo_driver(_dev->driver);
	int ret;

	ret = drv->probe(to_foo(_dev));
	if (ret) {
		dev_pm_domain_detach(_dev, false); /* finding */
		return ret;
	}
	return 0;
}

static void foo_drv_remove(struct device *_dev)
{
	const struct foo_driver *drv = to_foo_driver(_dev->driver);

	drv->remove(to_foo(_dev));
	dev_pm_domain_detach(_dev, false); /* finding */
}

int foo_register_driver(struct foo_driver *drv)
{
	drv->driver.probe = foo_drv_probe;
	drv->driver.remove = foo_drv_remove;
	return driver_register(&drv->driver);
}
