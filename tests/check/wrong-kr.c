// SPDX-License-Identifier: GPL-2.0
/* A definition as before 1989. */
static void foo_kr(dev, n)
	struct device *dev;
	int n;
{
	arch_teardown_dma_ops(dev); /* finding */
	devres_release_all(dev);
}
