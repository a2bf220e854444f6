// SPDX-License-Identifier: GPL-2.0
/* Nothing managed stands on the region. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_probe(struct platform_device *pdev)
{
	int ret;

	ret = of_reserved_mem_device_init(&pdev->dev);
	if (ret)
		return ret;
	ret = foo_start(&pdev->dev);
	if (ret)
		of_reserved_mem_device_release(&pdev->dev);
	return ret;
}

static int foo_remove(struct platform_device *pdev)
{
	of_reserved_mem_device_release(&pdev->dev);
	return 0;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
};
