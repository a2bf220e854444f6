// SPDX-License-Identifier: GPL-2.0
/* The wrapper is given another holder. */
static void foo_holder_parent_forget(struct foo *foo)
{
	arch_teardown_dma_ops(foo->dev);
}

static void foo_holder_parent(struct foo *foo)
{
	foo_holder_parent_forget(foo->parent);
	devres_release_all(foo->dev);
}
