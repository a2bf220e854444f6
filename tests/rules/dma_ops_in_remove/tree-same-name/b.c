// SPDX-License-Identifier: GPL-2.0
static void foo_remove(struct platform_device *pdev)
{
	dev_dbg(&pdev->dev, "gone\n");
}

static struct platform_driver foo_driver = {
	.remove = foo_remove,
};
