// SPDX-License-Identifier: GPL-2.0
/* to_platform_device() gives what holds the device. */
static void foo_to_platform_device(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	of_dma_deconfigure(&pdev->dev); /* finding */
	devres_release_all(dev);
}
