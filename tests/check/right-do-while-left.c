// SPDX-License-Identifier: GPL-2.0
/* The teardown returns; only break leads on. */
static void foo_do_while_left(struct device *dev)
{
	do {
		if (dev->foo)
			break;
		arch_teardown_dma_ops(dev);
		return;
	} while (0);
	devres_release_all(dev);
}
