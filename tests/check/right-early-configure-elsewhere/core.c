// SPDX-License-Identifier: GPL-2.0
/* A function of another file configures DMA again. */
int foo_early_configure_elsewhere(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	if (foo_early_configure_elsewhere_again(dev))
		return -EIO;
	devres_release_all(dev);
	return 0;
}
