// SPDX-License-Identifier: GPL-2.0
/* The teardown stands in a condition. */
static int foo_condition_call(struct device *dev)
{
	if (WARN_ON(foo_busy(dev)) || of_dma_deconfigure(dev)) /* finding */
		return -EBUSY;
	devres_release_all(dev);
	return 0;
}
