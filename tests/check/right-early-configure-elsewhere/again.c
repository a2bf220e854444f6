// SPDX-License-Identifier: GPL-2.0
int foo_early_configure_elsewhere_again(struct device *dev)
{
	return of_dma_configure(dev, dev->of_node, true);
}
