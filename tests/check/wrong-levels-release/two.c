// SPDX-License-Identifier: GPL-2.0
void foo_levels_release_two(struct device *dev)
{
	device_lock(dev);
	foo_levels_release_three(dev);
	device_unlock(dev);
}
