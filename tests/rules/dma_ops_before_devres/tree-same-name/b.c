// SPDX-License-Identifier: GPL-2.0
static void foo_stop(struct device *dev)
{
	dev_dbg(dev, "stopped\n");
}

void b_unbind(struct device *dev)
{
	foo_stop(dev);
	devres_release_all(dev);
}
