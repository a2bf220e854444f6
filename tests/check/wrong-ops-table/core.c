// SPDX-License-Identifier: GPL-2.0
/* The release stands behind a member that an initialiser sets. */
void foo_ops_table(struct foo *foo, struct device *dev)
{
	arch_teardown_dma_ops(dev); /* finding */
	foo->ops->release_res(dev);
}
