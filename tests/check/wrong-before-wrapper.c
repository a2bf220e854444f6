// SPDX-License-Identifier: GPL-2.0
/* A teardown before the wrapper that would have done it in order. */
static void foo_before_wrapper_cleanup(struct device *dev)
{
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
}

static void foo_before_wrapper(struct device *dev)
{
	dev->bus->remove(dev);
	arch_teardown_dma_ops(dev); /* finding */
	foo_before_wrapper_cleanup(dev);
}
