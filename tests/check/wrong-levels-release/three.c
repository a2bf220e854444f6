// SPDX-License-Identifier: GPL-2.0
void foo_levels_release_three(struct device *dev)
{
	if (dev->driver)
		foo_levels_release_four(dev);
}
