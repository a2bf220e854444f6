// SPDX-License-Identifier: GPL-2.0
/* The bus releases the driver's group first. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_bus_probe(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	int ret;

	ret = drv->probe(to_foo(dev));
	if (ret) {
		devres_release_group(dev, to_foo(dev)->group);
		of_dma_deconfigure(dev);
	}
	return ret;
}

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
	devres_release_group(dev, to_foo(dev)->group);
	of_dma_deconfigure(dev);
}

static struct bus_type foo_bus = {
	.name = "foo",
	.probe = foo_bus_probe,
	.remove = foo_bus_remove,
};
