// SPDX-License-Identifier: GPL-2.0
/* A failed probe. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int bind_device(struct device *dev, struct device_driver *drv)
{
	int ret;

	ret = dev->bus->dma_configure(dev);
	if (ret)
		goto pins;
	ret = drv->probe(dev);
	if (ret)
		goto failed;
	return 0;
failed:
	dev->bus->dma_cleanup(dev); /* finding */
pins:
	devres_release_all(dev);
	return ret;
}
