// SPDX-License-Identifier: GPL-2.0
int foo_remove_assigned_register(struct foo_driver *drv, struct module *owner)
{
	drv->driver.owner = owner;
	drv->driver.remove = foo_remove_assigned_remove;
	return driver_register(&drv->driver);
}
