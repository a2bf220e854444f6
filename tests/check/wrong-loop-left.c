// SPDX-License-Identifier: GPL-2.0
/* A loop that is left by break, some turns after the teardown. */
static void foo_loop_left(struct device *dev)
{
	while (1) {
		if (foo_skip(dev))
			continue;
		if (foo_last(dev))
			break;
		arch_teardown_dma_ops(dev); /* finding */
	}
	devres_release_all(dev);
}
