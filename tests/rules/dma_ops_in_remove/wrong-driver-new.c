// SPDX-License-Identifier: GPL-2.0
/* The spelling .remove_new, and the device kept in the driver's data. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_probe(struct platform_device *pdev)
{
	struct foo_port *foo = platform_get_drvdata(pdev);

	foo->pool = dmam_pool_create("foo", &pdev->dev, FOO_SIZE, 64, 0);
	return foo->pool ? 0 : -ENOMEM;
}

static void foo_remove(struct platform_device *pdev)
{
	struct foo_port *foo = platform_get_drvdata(pdev);

	dma_release_coherent_memory(foo->dev); /* finding */
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove_new = foo_remove,
};
