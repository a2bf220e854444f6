// SPDX-License-Identifier: GPL-2.0
/* A static function of this name tears down here, and does nothing of the kind in b.c. */
static void foo_stop(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

void a_unbind(struct device *dev)
{
	foo_stop(dev); /* finding */
	devres_release_all(dev);
}
