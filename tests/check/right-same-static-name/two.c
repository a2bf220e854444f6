// SPDX-License-Identifier: GPL-2.0
static void foo_same_static_name_forget(struct device *dev)
{
	dev->driver = NULL;
}

void foo_same_static_name_early(struct device *dev)
{
	foo_same_static_name_forget(dev);
	devres_release_all(dev);
}
