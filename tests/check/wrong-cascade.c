// SPDX-License-Identifier: GPL-2.0
/* The founding bug in the cascade of a failing probe. */
static int foo_cascade(struct device *dev, struct device_driver *drv)
{
	int ret;

	ret = dma_configure(dev);
	if (ret)
		goto dma_failed;
	ret = foo_sysfs_add(dev);
	if (ret)
		goto probe_failed;
	ret = drv->probe(dev);
	if (ret)
		goto probe_failed;
	return 0;
probe_failed:
	dma_deconfigure(dev); /* finding */
dma_failed:
	devres_release_all(dev);
	return ret;
}
