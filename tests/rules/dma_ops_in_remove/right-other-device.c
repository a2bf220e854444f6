// SPDX-License-Identifier: GPL-2.0
/* Another device: the firmware's, with memory of its own. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_probe(struct platform_device *pdev)
{
	foo_buf = dmam_alloc_coherent(&pdev->dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

static int foo_remove(struct platform_device *pdev)
{
	struct foo *foo = platform_get_drvdata(pdev);

	of_reserved_mem_device_release(foo->fw.dev);
	arm_iommu_detach_device(pdev->dev.parent);
	return 0;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
};
