// SPDX-License-Identifier: GPL-2.0
/* The condition has another value the second time. */
static void foo_condition_changed(struct device *dev, bool keep)
{
	if (keep)
		arch_teardown_dma_ops(dev); /* finding */
	keep = foo_keep(dev);
	if (!keep)
		devres_release_all(dev);
}
