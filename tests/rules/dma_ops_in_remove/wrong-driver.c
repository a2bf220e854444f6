// SPDX-License-Identifier: GPL-2.0
/* A driver's reserved region goes while devres holds memory of it. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct foo *foo = devm_kzalloc(dev, sizeof(*foo), GFP_KERNEL);

	of_reserved_mem_device_init(dev);
	foo->buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo->handle, GFP_KERNEL);
	if (!foo->buf)
		return -ENOMEM;
	return 0;
}

static int foo_remove(struct platform_device *pdev)
{
	of_reserved_mem_device_release(&pdev->dev); /* finding */
	return 0;
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
	.driver = { .name = "foo" },
};
