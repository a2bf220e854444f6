// SPDX-License-Identifier: GPL-2.0
/* A macro stands for the teardown. */
#define foo_macro_FORGET(d) arch_teardown_dma_ops(d)

static void foo_macro(struct device *dev)
{
	foo_macro_FORGET(dev); /* finding */
	devres_release_all(dev);
}
