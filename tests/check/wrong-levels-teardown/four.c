// SPDX-License-Identifier: GPL-2.0
int foo_levels_teardown_four(struct device *d, bool now)
{
	arch_teardown_dma_ops(d);
	return 0;
}
