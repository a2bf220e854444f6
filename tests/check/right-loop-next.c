// SPDX-License-Identifier: GPL-2.0
/* Each turn of the loop has another device. */
static void foo_loop_next(struct foo *foo)
{
	struct device *dev;

	while ((dev = foo_next(foo))) {
		devres_release_all(dev);
		arch_teardown_dma_ops(dev);
	}
}
