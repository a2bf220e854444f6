// SPDX-License-Identifier: GPL-2.0
/* Commented out, and in a string. */
static void foo_comment(struct device *dev)
{
	/* arch_teardown_dma_ops(dev); */
	// arch_teardown_dma_ops(dev);
	dev_dbg(dev, "arch_teardown_dma_ops(dev);");
	devres_release_all(dev);
}
