// SPDX-License-Identifier: GPL-2.0
/* Each spelling of DMA ops taken away. */
static void foo_ops_null_one(struct platform_device *pdev)
{
	pdev->dev.dma_ops = NULL; /* finding */
	devres_release_all(&pdev->dev);
}

static void foo_ops_null_two(struct device *dev)
{
	set_dma_ops(dev, NULL); /* finding */
	devres_release_all(dev);
}
