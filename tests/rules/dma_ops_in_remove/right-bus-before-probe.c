// SPDX-License-Identifier: GPL-2.0
/* The bus tears down before the driver was probed. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_bus_probe(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	int ret;

	ret = of_dma_configure(dev, dev->of_node, true);
	if (ret)
		return ret;
	if (!drv->id_table) {
		of_dma_deconfigure(dev);
		return -ENODEV;
	}
	return drv->probe(to_foo(dev));
}

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
}

static struct bus_type foo_bus = {
	.name = "foo",
	.probe = foo_bus_probe,
	.remove = foo_bus_remove,
};
