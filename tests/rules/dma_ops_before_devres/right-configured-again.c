// SPDX-License-Identifier: GPL-2.0
/* Torn down, configured again by the jump back, then released. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int bind_device(struct device *dev, struct device_driver *drv, bool test_remove)
{
	int ret;

re_probe:
	if (dev->bus->dma_configure) {
		ret = dev->bus->dma_configure(dev);
		if (ret)
			goto failed;
	}
	ret = drv->probe(dev);
	if (ret)
		goto failed;
	if (test_remove) {
		test_remove = false;
		drv->remove(dev);
		devres_release_all(dev);
		arch_teardown_dma_ops(dev);
		goto re_probe;
	}
	return 0;
failed:
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
	return ret;
}
