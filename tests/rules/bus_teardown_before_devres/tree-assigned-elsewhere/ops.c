// SPDX-License-Identifier: GPL-2.0
/* The callback is assigned in register.c. */
#include "foo.h"

void foo_drv_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
	dev_pm_domain_detach(dev, false); /* finding: check only */
}
