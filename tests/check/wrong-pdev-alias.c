// SPDX-License-Identifier: GPL-2.0
/* &pdev->dev and dev are one device. */
static void foo_pdev_alias(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	arch_teardown_dma_ops(dev); /* finding */
	devres_release_all(&pdev->dev);
}
