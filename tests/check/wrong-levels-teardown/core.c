// SPDX-License-Identifier: GPL-2.0
/* Four levels on the teardown side, a file each. */
void foo_levels_teardown(struct device *dev)
{
	foo_levels_teardown_one(dev); /* finding */
	devres_release_all(dev);
}
