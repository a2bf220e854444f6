// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

int foo_register_driver(struct foo_driver *drv)
{
	drv->driver.remove = foo_drv_remove;
	return driver_register(&drv->driver);
}
