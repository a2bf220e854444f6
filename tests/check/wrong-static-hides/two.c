// SPDX-License-Identifier: GPL-2.0
static void foo_static_hides_forget(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

void foo_static_hides_early(struct device *dev)
{
	foo_static_hides_forget(dev); /* finding */
	devres_release_all(dev);
}
