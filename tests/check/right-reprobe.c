// SPDX-License-Identifier: GPL-2.0
/* Configured again by the jump back, as in the test of removal. */
static int foo_reprobe(struct device *dev, struct device_driver *drv)
{
	bool test_remove = !drv->suppress_bind_attrs;
	int ret;

re_probe:
	if (dev->bus->dma_configure) {
		ret = dev->bus->dma_configure(dev);
		if (ret)
			goto pinctrl_bind_failed;
	}
	ret = call_driver_probe(dev, drv);
	if (ret)
		goto probe_failed;
	if (test_remove) {
		test_remove = false;
		if (dev->bus->remove)
			dev->bus->remove(dev);
		devres_release_all(dev);
		arch_teardown_dma_ops(dev);
		dev->driver = NULL;
		goto re_probe;
	}
	return 0;
probe_failed:
pinctrl_bind_failed:
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
	return ret;
}
