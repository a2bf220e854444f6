// SPDX-License-Identifier: GPL-2.0
void foo_levels_release_four(struct device *dev)
{
	devres_release_all(dev);
	dev->driver = NULL;
}
