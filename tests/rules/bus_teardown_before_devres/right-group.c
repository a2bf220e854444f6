// SPDX-License-Identifier: GPL-2.0
/* The group is released first. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_bus_probe(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	struct foo *foo = to_foo(dev);
	int ret;

	ret = dev_pm_domain_attach(dev, true);
	if (ret)
		return ret;
	ret = drv->probe(foo);
	if (ret) {
		devres_release_group(dev, foo->group);
		dev_pm_domain_detach(dev, true);
	}
	return ret;
}

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	struct foo *foo = to_foo(dev);

	if (drv->remove)
		drv->remove(foo);
	devres_release_group(dev, foo->group);
	dev_pm_domain_detach(dev, true);
	clk_disable_unprepare(foo->pclk);
}

static struct bus_type foo_bus = {
	.name = "foo",
	.probe = foo_bus_probe,
	.remove = foo_bus_remove,
};
