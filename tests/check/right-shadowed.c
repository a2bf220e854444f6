// SPDX-License-Identifier: GPL-2.0
/* An inner variable of the same name is another device. */
static void foo_shadowed(struct device *dev, struct foo *foo)
{
	if (foo) {
		struct device *dev = foo->other;

		arch_teardown_dma_ops(dev);
	}
	devres_release_all(dev);
}
