// SPDX-License-Identifier: GPL-2.0
/* The probe fails after the memory was given. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	void *buf;
	int ret;

	ret = of_reserved_mem_device_init(dev);
	if (ret)
		return ret;
	buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	if (!buf) {
		ret = -ENOMEM;
		goto release;
	}
	ret = foo_start(buf);
	if (ret)
		goto release;
	return 0;
release:
	of_reserved_mem_device_release(dev); /* finding */
	return ret;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
};
