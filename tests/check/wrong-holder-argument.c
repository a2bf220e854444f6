// SPDX-License-Identifier: GPL-2.0
/* The wrapper takes what holds the device. */
static void foo_holder_argument_forget(struct foo *f)
{
	struct device *dev = f->dev;

	arch_teardown_dma_ops(dev);
}

static void foo_holder_argument(struct foo *foo)
{
	foo_holder_argument_forget(foo); /* finding */
	devres_release_all(foo->dev);
}
