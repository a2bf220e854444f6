// SPDX-License-Identifier: GPL-2.0
/* An opening brace on each side of an #ifdef, one that closes. */
static void foo_ifdef_brace(struct device *dev)
{
#ifdef CONFIG_FOO
	if (dev->foo) {
#else
	if (dev->bar) {
#endif
		arch_teardown_dma_ops(dev); /* finding */
	}
	devres_release_all(dev);
}
