// SPDX-License-Identifier: GPL-2.0
/* Both under the same condition. */
static void foo_same_condition(struct device *dev, struct foo *foo)
{
	if (foo->bound)
		arch_teardown_dma_ops(dev); /* finding */
	foo_log(dev);
	if (foo->bound)
		devres_release_all(dev);
}
