// SPDX-License-Identifier: GPL-2.0
/* get_device() gives its argument. */
static void foo_get_device(struct device *dev)
{
	struct device *held = get_device(dev);

	arch_teardown_dma_ops(held); /* finding */
	devres_release_all(dev);
	put_device(held);
}
