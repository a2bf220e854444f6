// SPDX-License-Identifier: GPL-2.0
/* The device is kept in the driver's data. */
static int foo_drvdata_probe(struct platform_device *pdev)
{
	struct foo *foo = devm_kzalloc(&pdev->dev, sizeof(*foo), GFP_KERNEL);

	foo->dev = &pdev->dev;
	platform_set_drvdata(pdev, foo);
	foo->buf = dmam_alloc_coherent(foo->dev, FOO_SIZE, &foo->handle, GFP_KERNEL);
	return foo->buf ? 0 : -ENOMEM;
}

static void foo_drvdata_remove(struct platform_device *pdev)
{
	struct foo *foo = platform_get_drvdata(pdev);

	of_reserved_mem_device_release(foo->dev); /* finding */
}

static struct platform_driver foo_drvdata_driver = {
	.probe = foo_drvdata_probe,
	.remove_new = foo_drvdata_remove,
};
