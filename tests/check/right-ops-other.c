// SPDX-License-Identifier: GPL-2.0
/* Other ops, and other members. */
static void foo_ops_other_one(struct device *dev)
{
	set_dma_ops(dev, &foo_dma_ops);
	dev->dma_ops = &foo_dma_ops;
	devres_release_all(dev);
}

static void foo_ops_other_two(struct device *dev)
{
	kfree(dev->dma_parms);
	dev->dma_parms = NULL;
	devres_release_all(dev);
}
