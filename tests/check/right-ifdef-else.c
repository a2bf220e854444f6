// SPDX-License-Identifier: GPL-2.0
/* Exclusive by the preprocessor. */
static void foo_ifdef_else(struct device *dev)
{
#ifdef CONFIG_FOO
	arch_teardown_dma_ops(dev);
#else
	devres_release_all(dev);
#endif
}
