// SPDX-License-Identifier: GPL-2.0
void foo_order_inside_cleanup(struct device *dev)
{
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
}
