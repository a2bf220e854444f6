// SPDX-License-Identifier: GPL-2.0
/* The device is what the loop goes over, not its variable. */
static void foo_loop_argument(struct device *dev)
{
	struct foo *foo;

	for_each_foo(foo, dev) {
		foo_stop(foo);
		arch_teardown_dma_ops(dev); /* finding */
	}
	devres_release_all(dev);
}
