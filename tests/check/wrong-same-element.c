// SPDX-License-Identifier: GPL-2.0
/* One element of an array. */
static void foo_same_element(struct foo *foo, int i)
{
	arch_teardown_dma_ops(&foo->port[i].dev); /* finding */
	devres_release_all(&foo->port[i].dev);
}
