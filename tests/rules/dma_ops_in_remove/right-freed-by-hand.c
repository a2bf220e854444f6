// SPDX-License-Identifier: GPL-2.0
/* The managed memory is freed by hand first. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_probe(struct platform_device *pdev)
{
	foo_buf = dmam_alloc_coherent(&pdev->dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

static int foo_remove(struct platform_device *pdev)
{
	dmam_free_coherent(&pdev->dev, FOO_SIZE, foo_buf, foo_handle);
	of_reserved_mem_device_release(&pdev->dev);
	return 0;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
};
