// SPDX-License-Identifier: GPL-2.0
/* The teardown returns. */
static int foo_early_return(struct device *dev)
{
	int ret = foo_step(dev);

	if (ret) {
		arch_teardown_dma_ops(dev);
		return ret;
	}
	devres_release_all(dev);
	return 0;
}
