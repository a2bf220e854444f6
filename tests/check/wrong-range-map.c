// SPDX-License-Identifier: GPL-2.0
/* The range map is freed and forgotten. */
static void foo_range_map(struct device *dev)
{
	kfree(dev->dma_range_map); /* finding */
	dev->dma_range_map = NULL;
	devres_release_all(dev);
}
