// SPDX-License-Identifier: GPL-2.0
/* A static function is its own file's. */
static void foo_same_static_name_forget(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

void foo_same_static_name_late(struct device *dev)
{
	devres_release_all(dev);
	foo_same_static_name_forget(dev);
}
