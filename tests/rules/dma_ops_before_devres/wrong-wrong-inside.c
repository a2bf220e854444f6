// SPDX-License-Identifier: GPL-2.0
/* The bug is in the wrapper: reported there, once, and not at its callers. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_cleanup(struct device *dev)
{
	arch_teardown_dma_ops(dev); /* finding */
	devres_release_all(dev);
}

static void unbind_device(struct device *dev)
{
	unbind_cleanup(dev);
}

static int rebind_device(struct device *dev)
{
	unbind_cleanup(dev);
	return device_attach(dev);
}
