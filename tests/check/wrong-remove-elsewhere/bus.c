// SPDX-License-Identifier: GPL-2.0
/* The callbacks are named in another file than where they are defined. */
int foo_remove_elsewhere_probe(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);
	int ret = drv->probe(to_foo(dev));

	if (ret)
		foo_remove_elsewhere_undo(dev); /* finding */
	return ret;
}

void foo_remove_elsewhere_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
	foo_remove_elsewhere_undo(dev); /* finding */
}
