// SPDX-License-Identifier: GPL-2.0
/* The scope of the guard is left by a return. */
static void foo_scoped_guard_returns(struct device *dev)
{
	scoped_guard(spinlock_irqsave, &foo_lock) {
		if (dev->foo) {
			arch_teardown_dma_ops(dev);
			return;
		}
	}
	devres_release_all(dev);
}
