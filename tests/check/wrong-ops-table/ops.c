// SPDX-License-Identifier: GPL-2.0
static void foo_ops_table_release(struct device *dev)
{
	devres_release_all(dev);
}

const struct foo_ops foo_ops_table_ops = {
	.release_res = foo_ops_table_release,
};
