// SPDX-License-Identifier: GPL-2.0
/* Exclusive by the same symbol twice. */
static void foo_ifdef_ifndef(struct device *dev)
{
#ifdef CONFIG_FOO
	arch_teardown_dma_ops(dev);
#endif
	foo_log(dev);
#ifndef CONFIG_FOO
	devres_release_all(dev);
#endif
}
