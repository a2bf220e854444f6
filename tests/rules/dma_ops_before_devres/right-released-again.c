// SPDX-License-Identifier: GPL-2.0
/* After release and teardown nothing is held: the second release finds nothing. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int bind_device(struct device *dev, struct device_driver *drv, bool test_remove)
{
	int ret;

re_probe:
	ret = pinctrl_bind_pins(dev);
	if (ret)
		goto pins_failed;
	ret = dma_configure(dev);
	if (ret)
		goto pins_failed;
	ret = drv->probe(dev);
	if (ret)
		goto pins_failed;
	if (test_remove) {
		test_remove = false;
		drv->remove(dev);
		devres_release_all(dev);
		arch_teardown_dma_ops(dev);
		goto re_probe;
	}
	return 0;
pins_failed:
	devres_release_all(dev);
	return ret;
}
