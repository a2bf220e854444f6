// SPDX-License-Identifier: GPL-2.0
/* The callback stands in a nested initialiser. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_probe(struct device *dev)
{
	foo_buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

static int foo_remove(struct device *dev)
{
	arch_teardown_dma_ops(dev); /* finding */
	return 0;
}

static struct foo_driver foo_driver = {
	.driver = {
		.probe = foo_probe,
		.remove = foo_remove,
	},
};
