// SPDX-License-Identifier: GPL-2.0
/* The memory is taken by a helper that probe calls: order across functions. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_buffers(struct device *dev)
{
	foo_buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

static int foo_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int ret;

	ret = foo_buffers(dev);
	if (ret)
		return ret;
	ret = foo_start(dev);
	if (ret)
		of_reserved_mem_device_release(dev); /* finding: check only */
	return ret;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
};
