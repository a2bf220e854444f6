// SPDX-License-Identifier: GPL-2.0
/* Exclusive branches by the same condition twice. */
static void foo_same_condition(struct device *dev, bool keep)
{
	if (keep)
		arch_teardown_dma_ops(dev);
	foo_log(dev);
	if (!keep)
		devres_release_all(dev);
}
