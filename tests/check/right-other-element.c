// SPDX-License-Identifier: GPL-2.0
/* Two elements of an array. */
static void foo_other_element(struct foo *foo)
{
	arch_teardown_dma_ops(&foo->port[0].dev);
	devres_release_all(&foo->port[1].dev);
}
