// SPDX-License-Identifier: GPL-2.0
static void foo_ops_teardown_forget(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

static struct foo_ops foo_ops_teardown_ops = { .forget_res = foo_ops_teardown_forget };
