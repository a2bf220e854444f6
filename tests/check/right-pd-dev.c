// SPDX-License-Identifier: GPL-2.0
/* A virtual device of a PM domain is another device. */
static void foo_pd_dev(struct foo *foo)
{
	arch_teardown_dma_ops(foo->pd_dev);
	devres_release_all(foo->dev);
}
