// SPDX-License-Identifier: GPL-2.0
/* In the scope of a guard. */
static void foo_scoped_guard(struct device *dev)
{
	scoped_guard(mutex, &foo_lock) {
		arch_teardown_dma_ops(dev); /* finding */
	}
	devres_release_all(dev);
}
