// SPDX-License-Identifier: GPL-2.0
/* The wrapper tears another argument down. */
static void foo_other_argument_forget(struct device *dev, struct device *other)
{
	arch_teardown_dma_ops(other);
}

static void foo_other_argument(struct device *dev, struct device *child)
{
	foo_other_argument_forget(dev, child);
	devres_release_all(dev);
}
