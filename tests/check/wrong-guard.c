// SPDX-License-Identifier: GPL-2.0
/* Behind a guard. */
static void foo_guard(struct device *dev)
{
	guard(mutex)(&foo_lock);
	arch_teardown_dma_ops(dev); /* finding */
	devres_release_all(dev);
}
