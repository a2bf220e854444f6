// SPDX-License-Identifier: GPL-2.0
/* A loop that is none. */
static void foo_do_while(struct device *dev)
{
	do {
		arch_teardown_dma_ops(dev); /* finding */
	} while (0);
	devres_release_all(dev);
}
