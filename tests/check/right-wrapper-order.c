// SPDX-License-Identifier: GPL-2.0
/* The wrapper releases, then tears down. */
static void foo_wrapper_order_cleanup(struct device *dev)
{
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
	dev->driver = NULL;
}

static void foo_wrapper_order(struct device *dev)
{
	dev->bus->remove(dev);
	foo_wrapper_order_cleanup(dev);
}
