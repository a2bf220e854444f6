// SPDX-License-Identifier: GPL-2.0
static void foo_several_ops_a(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

const struct foo_ops foo_several_ops_a_ops = {
	.quiesce_res = foo_several_ops_a,
};
