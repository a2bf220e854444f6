// SPDX-License-Identifier: GPL-2.0
/* The index moves on between the two. */
static void foo_index_moved(struct foo *foo, int i)
{
	arch_teardown_dma_ops(&foo->port[i].dev);
	i++;
	devres_release_all(&foo->port[i].dev);
}
