// SPDX-License-Identifier: GPL-2.0
/* Exclusive branches. */
static void foo_else(struct device *dev)
{
	if (dev->foo)
		arch_teardown_dma_ops(dev);
	else if (dev->bar)
		devres_release_all(dev);
}
