// SPDX-License-Identifier: GPL-2.0
/* A bus that tears down and detaches in its callbacks. */
static int foo_bus_probe(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	int ret;

	ret = dev_pm_domain_attach(dev, true);
	if (ret)
		return ret;
	ret = drv->probe(to_foo(dev));
	if (ret)
		goto detach;
	return 0;
detach:
	dev_pm_domain_detach(dev, true); /* finding */
	return ret;
}

static void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_foo(dev));
	dev_pm_domain_detach(dev, true); /* finding */
}

static const struct bus_type foo_bus_bus = {
	.name = "foo",
	.probe = foo_bus_probe,
	.remove = foo_bus_remove,
};
