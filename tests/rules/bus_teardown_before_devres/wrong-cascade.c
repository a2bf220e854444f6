// SPDX-License-Identifier: GPL-2.0
/* A failing probe runs down its labels. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_bus_probe(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	int ret;

	ret = dev_pm_domain_attach(dev, true);
	if (ret)
		return ret;
	ret = foo_power(dev);
	if (ret)
		goto detach;
	ret = drv->probe(to_foo(dev));
	if (ret)
		goto power_off;
	return 0;
power_off:
	foo_power_off(dev);
detach:
	dev_pm_domain_detach(dev, true); /* finding */
	return ret;
}

const struct bus_type foo_bus = {
	.probe = foo_bus_probe,
};
