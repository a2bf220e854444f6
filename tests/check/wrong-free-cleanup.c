// SPDX-License-Identifier: GPL-2.0
/* A variable that frees itself. */
static int foo_free_cleanup(struct device *dev)
{
	struct foo *foo __free(kfree) = kzalloc(sizeof(*foo), GFP_KERNEL);

	if (!foo)
		return -ENOMEM;
	kfree(dev->dma_range_map); /* finding */
	devres_release_all(dev);
	return 0;
}
