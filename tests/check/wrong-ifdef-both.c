// SPDX-License-Identifier: GPL-2.0
/* Both under the same symbol. */
static void foo_ifdef_both(struct device *dev)
{
#ifdef CONFIG_FOO
	arch_teardown_dma_ops(dev); /* finding */
#endif
	foo_log(dev);
#if defined(CONFIG_FOO)
	devres_release_all(dev);
#endif
}
