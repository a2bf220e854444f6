// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

void foo_free_managed(struct device *dev)
{
	devres_release_all(dev);
}
