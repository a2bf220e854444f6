// SPDX-License-Identifier: GPL-2.0
/* The wrapper names its arguments the other way round. */
static void foo_swapped_arguments_forget(struct device *other, struct device *dev)
{
	arch_teardown_dma_ops(other);
}

static void foo_swapped_arguments(struct device *dev, struct device *other)
{
	foo_swapped_arguments_forget(dev, other); /* finding */
	devres_release_all(dev);
}
