// SPDX-License-Identifier: GPL-2.0
/* A device of its own making that has no driver. */
static int foo_fresh_device(void)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	device_initialize(dev);
	arch_setup_dma_ops(dev, 0, 0, true);
	arch_teardown_dma_ops(dev);
	device_del(dev);
	put_device(dev);
	return 0;
}
