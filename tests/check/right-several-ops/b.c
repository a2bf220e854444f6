// SPDX-License-Identifier: GPL-2.0
static void foo_several_ops_b(struct device *dev)
{
	foo_quiesce(dev);
}

const struct foo_ops foo_several_ops_b_ops = {
	.quiesce_res = foo_several_ops_b,
};
