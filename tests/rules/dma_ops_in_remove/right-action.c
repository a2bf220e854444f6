// SPDX-License-Identifier: GPL-2.0
/* A devm action undoes it, after the memory: last in, first out. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_forget(void *data)
{
	of_reserved_mem_device_release(data);
}

static int foo_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int ret;

	ret = of_reserved_mem_device_init(dev);
	if (ret)
		return ret;
	ret = devm_add_action_or_reset(dev, foo_forget, dev);
	if (ret)
		return ret;
	foo_buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
};
