// SPDX-License-Identifier: GPL-2.0
int foo_levels_teardown_three(struct device *dev)
{
	return foo_levels_teardown_four(dev, true);
}
