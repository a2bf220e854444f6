// SPDX-License-Identifier: GPL-2.0
/* Only the path on which the allocation itself failed tears down. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int ret;

	ret = of_reserved_mem_device_init(dev);
	if (ret)
		return ret;
	foo_buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	if (!foo_buf) {
		of_reserved_mem_device_release(dev);
		return -ENOMEM;
	}
	return 0;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
};
