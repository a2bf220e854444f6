// SPDX-License-Identifier: GPL-2.0
/* The bus's callbacks are named in bus.c. */
#include "foo.h"

void foo_bus_remove(struct device *dev)
{
	struct foo_driver *drv = to_foo_driver(dev->driver);

	drv->remove(to_foo(dev));
	dev_pm_domain_detach(dev, true); /* finding: check only */
}
