// SPDX-License-Identifier: GPL-2.0
/* Exported wrappers, and calls before they are defined. */
void foo_export_symbol(struct device *dev)
{
	foo_export_symbol_forget(dev); /* finding */
	foo_export_symbol_release(dev);
}
EXPORT_SYMBOL_GPL(foo_export_symbol);
