// SPDX-License-Identifier: GPL-2.0
/* The wrapper of another file tears its second argument down. */
void foo_two_devices_elsewhere(struct device *dev)
{
	foo_two_devices_elsewhere_forget(dev, dev->parent);
	devres_release_all(dev);
}
