// SPDX-License-Identifier: GPL-2.0
/* Only .remove has devres released behind it. */
static int foo_shutdown_bus_match(struct device *dev, struct foo_driver *drv)
{
	return drv->probe(dev);
}

static void foo_shutdown_shutdown(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->shutdown(dev);
	dev_pm_domain_detach(dev, true);
}

static struct bus_type foo_shutdown_bus = {
	.name = "foo",
	.shutdown = foo_shutdown_shutdown,
};
