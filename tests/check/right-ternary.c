// SPDX-License-Identifier: GPL-2.0
/* Two arms of a conditional expression. */
static void foo_ternary(struct device *dev, bool keep)
{
	keep ? arch_teardown_dma_ops(dev) : devres_release_all(dev);
}
