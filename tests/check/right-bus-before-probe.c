// SPDX-License-Identifier: GPL-2.0
/* The bus detaches only where the driver was not probed. */
static int foo_bus_before_probe_probe(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	int ret;

	ret = dev_pm_domain_attach(dev, true);
	if (ret)
		return ret;
	ret = foo_clock_on(dev);
	if (ret) {
		dev_pm_domain_detach(dev, true);
		return ret;
	}
	return drv->probe(to_foo(dev));
}

static const struct bus_type foo_bus_before_probe_bus = {
	.name = "foo",
	.probe = foo_bus_before_probe_probe,
};
