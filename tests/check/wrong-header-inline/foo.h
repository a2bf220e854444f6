/* SPDX-License-Identifier: GPL-2.0 */
static inline void foo_header_inline_forget(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}
