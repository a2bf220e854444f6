// SPDX-License-Identifier: GPL-2.0
/* The callback is assigned in another file. */
int foo_remove_assigned_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_foo(dev));
	dev_pm_domain_detach(dev, false); /* finding */
	return 0;
}
