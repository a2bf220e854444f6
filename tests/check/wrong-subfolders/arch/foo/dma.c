// SPDX-License-Identifier: GPL-2.0
void foo_subfolders_forget(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}
