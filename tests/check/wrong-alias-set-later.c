// SPDX-License-Identifier: GPL-2.0
/* The alias is set after its declaration. */
static void foo_alias_set_later(struct platform_device *pdev)
{
	struct device *dev;

	if (!pdev)
		return;
	dev = &pdev->dev;
	dma_deconfigure(&pdev->dev); /* finding */
	devres_release_all(dev);
}
