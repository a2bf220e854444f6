// SPDX-License-Identifier: GPL-2.0
void foo_levels_teardown_one(struct device *dev)
{
	if (dev->foo)
		foo_levels_teardown_two(dev->foo, dev);
}
