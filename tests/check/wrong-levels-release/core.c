// SPDX-License-Identifier: GPL-2.0
/* Four levels on the release side. */
void foo_levels_release(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	set_dma_ops(dev, NULL); /* finding */
	foo_levels_release_one(pdev);
}
