// SPDX-License-Identifier: GPL-2.0
/* Code that is never compiled. */
static void foo_if_zero(struct device *dev)
{
#if 0
	arch_teardown_dma_ops(dev);
#endif
	devres_release_all(dev);
}
