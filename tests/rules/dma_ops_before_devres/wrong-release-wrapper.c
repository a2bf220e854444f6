// SPDX-License-Identifier: GPL-2.0
/* A wrapper releases: calling the teardown before it is wrong.  No patch. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_cleanup(struct device *dev)
{
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
	dev->driver = NULL;
}

static void unbind_device(struct device *dev)
{
	arch_teardown_dma_ops(dev); /* finding */
	unbind_cleanup(dev);
}
