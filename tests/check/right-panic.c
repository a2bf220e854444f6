// SPDX-License-Identifier: GPL-2.0
/* BUG() does not come back. */
static void foo_panic(struct device *dev)
{
	if (dev->foo) {
		arch_teardown_dma_ops(dev);
		BUG();
	}
	devres_release_all(dev);
}
