// SPDX-License-Identifier: GPL-2.0
/* Functions that call each other. */
static void foo_recursion_a(struct device *dev, int n);

static void foo_recursion_b(struct device *dev, int n)
{
	if (n)
		foo_recursion_a(dev, n - 1);
	arch_teardown_dma_ops(dev);
}

static void foo_recursion_a(struct device *dev, int n)
{
	foo_recursion_b(dev, n);
}

static void foo_recursion(struct device *dev)
{
	foo_recursion_a(dev, 3); /* finding */
	devres_release_all(dev);
}
