// SPDX-License-Identifier: GPL-2.0
/* A wrapper in the same file tears down. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_forget(struct device *dev)
{
	arm_iommu_detach_device(dev);
}

static int foo_probe(struct platform_device *pdev)
{
	foo_buf = dmam_alloc_attrs(&pdev->dev, FOO_SIZE, &foo_handle, GFP_KERNEL, 0);
	return foo_buf ? 0 : -ENOMEM;
}

static int foo_remove(struct platform_device *pdev)
{
	foo_forget(&pdev->dev); /* finding */
	return 0;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
};
