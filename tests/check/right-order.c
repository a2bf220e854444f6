// SPDX-License-Identifier: GPL-2.0
/* Released first; and once more behind. */
static void foo_order(struct device *dev)
{
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}
