// SPDX-License-Identifier: GPL-2.0
/* A static function hides the other file's of that name. */
void foo_static_hides_forget(struct device *dev)
{
	dev->driver = NULL;
}

void foo_static_hides_plain(struct device *dev)
{
	foo_static_hides_forget(dev);
	devres_release_all(dev);
}
