// SPDX-License-Identifier: GPL-2.0
extern void foo_export_symbol_forget(struct device *dev);
void foo_export_symbol_forget(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}
EXPORT_SYMBOL_NS_GPL(foo_export_symbol_forget, FOO);

void foo_export_symbol_release(struct device *dev)
{
	devres_release_all(dev);
}
EXPORT_SYMBOL(foo_export_symbol_release);
