// SPDX-License-Identifier: GPL-2.0
/* The cascade tears down only before the probe. */
static int foo_cascade_empty(struct device *dev, struct device_driver *drv)
{
	int ret;

	ret = dma_configure(dev);
	if (ret)
		return ret;
	ret = foo_sysfs_add(dev);
	if (ret) {
		dma_deconfigure(dev);
		goto out;
	}
	ret = drv->probe(dev);
	if (!ret)
		return 0;
out:
	devres_release_all(dev);
	return ret;
}
