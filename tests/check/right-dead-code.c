// SPDX-License-Identifier: GPL-2.0
/* What stands behind a return is never reached. */
static void foo_dead_code(struct device *dev)
{
	if (dev->foo) {
		return;
		arch_teardown_dma_ops(dev);
	}
	devres_release_all(dev);
}
