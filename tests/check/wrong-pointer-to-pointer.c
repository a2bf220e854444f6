// SPDX-License-Identifier: GPL-2.0
/* The device is reached through a pointer to it. */
static void foo_pointer_to_pointer(struct device **devp)
{
	arch_teardown_dma_ops(*devp); /* finding */
	devres_release_all(*devp);
}
