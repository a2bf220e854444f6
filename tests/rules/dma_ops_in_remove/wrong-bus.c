// SPDX-License-Identifier: GPL-2.0
/* A bus tears down after the driver's own callbacks. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_bus_probe(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	int ret;

	ret = of_dma_configure(dev, dev->of_node, true);
	if (ret)
		return ret;
	ret = drv->probe(to_foo(dev));
	if (ret)
		of_dma_deconfigure(dev); /* finding */
	return ret;
}

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_foo(dev));
	of_dma_deconfigure(dev); /* finding */
}

static struct bus_type foo_bus = {
	.name = "foo",
	.probe = foo_bus_probe,
	.remove = foo_bus_remove,
};
