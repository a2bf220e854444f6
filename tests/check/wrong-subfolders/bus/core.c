// SPDX-License-Identifier: GPL-2.0
/* The wrapper stands in a folder beside. */
void foo_subfolders(struct device *dev)
{
	foo_subfolders_forget(dev); /* finding */
	devres_release_all(dev);
}
