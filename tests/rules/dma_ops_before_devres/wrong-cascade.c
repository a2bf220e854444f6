// SPDX-License-Identifier: GPL-2.0
/* A failed probe: the labels run down into the release. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int bind_device(struct device *dev, struct device_driver *drv)
{
	int ret;

	ret = pinctrl_bind_pins(dev);
	if (ret)
		goto pins_failed;
	ret = dma_configure(dev);
	if (ret)
		goto dma_failed;
	ret = sysfs_links(dev);
	if (ret)
		goto probe_failed;
	ret = drv->probe(dev);
	if (ret)
		goto probe_failed;
	return 0;

probe_failed:
	arch_teardown_dma_ops(dev); /* finding */
dma_failed:
	if (dev->bus)
		tell_bus(dev->bus, dev);
pins_failed:
	drop_links(dev);
	devres_release_all(dev);
	dev->driver = NULL;
	return ret;
}
