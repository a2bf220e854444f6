// SPDX-License-Identifier: GPL-2.0
/* Unregistering a bound device releases devres. */
static void foo_unregister(struct platform_device *pdev)
{
	of_dma_deconfigure(&pdev->dev); /* finding */
	device_unregister(&pdev->dev);
}
