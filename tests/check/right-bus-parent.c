// SPDX-License-Identifier: GPL-2.0
/* The bus detaches its parent. */
static void foo_bus_parent_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
	dev_pm_domain_detach(dev->parent, true);
}

static const struct bus_type foo_bus_parent_bus = {
	.name = "foo",
	.remove = foo_bus_parent_remove,
};
