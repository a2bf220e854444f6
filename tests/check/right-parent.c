// SPDX-License-Identifier: GPL-2.0
/* The parent is another device. */
static void foo_parent(struct device *dev)
{
	arch_teardown_dma_ops(dev->parent);
	devres_release_all(dev);
}
