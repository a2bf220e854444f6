// SPDX-License-Identifier: GPL-2.0
/* Detached before the driver was probed, in a loop that runs once. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_bus_probe(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	int ret;

	do {
		ret = dev_pm_domain_attach(dev, true);
		if (ret)
			break;
		ret = foo_clock(dev);
		if (ret) {
			dev_pm_domain_detach(dev, true);
			break;
		}
		ret = drv->probe(to_foo(dev));
	} while (0);
	return ret;
}

static struct bus_type foo_bus = {
	.probe = foo_bus_probe,
};
