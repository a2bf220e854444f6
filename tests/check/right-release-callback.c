// SPDX-License-Identifier: GPL-2.0
/* The release callback runs after devres. */
static void foo_release_callback_free(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	kfree(to_foo(dev));
}

static const struct device_type foo_release_callback_type = {
	.release = foo_release_callback_free,
};
