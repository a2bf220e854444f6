// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

void foo_forget_one(struct device *dev)
{
	foo_forget_two(dev);
}

void foo_free_one(struct device *dev)
{
	foo_free_two(dev);
}
