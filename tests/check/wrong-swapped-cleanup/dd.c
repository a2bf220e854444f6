// SPDX-License-Identifier: GPL-2.0
/* The order inside of the common wrapper is wrong: told once, not at each caller. */
static void foo_swapped_cleanup_unbind_cleanup(struct device *dev)
{
	arch_teardown_dma_ops(dev); /* finding */
	devres_release_all(dev);
}

void foo_swapped_cleanup_detach(struct device *dev)
{
	dev->bus->remove(dev);
	foo_swapped_cleanup_unbind_cleanup(dev);
}

int foo_swapped_cleanup_probe_one(struct device *dev, struct device_driver *drv)
{
	int ret = drv->probe(dev);

	if (ret)
		foo_swapped_cleanup_unbind_cleanup(dev);
	return ret;
}
