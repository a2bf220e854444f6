// SPDX-License-Identifier: GPL-2.0
void foo_levels_teardown_two(struct foo *foo, struct device *dev)
{
	foo_levels_teardown_three(dev);
	kfree(foo);
}
