// SPDX-License-Identifier: GPL-2.0
/* Wrappers of wrappers: more than the rule by itself follows. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void forget_ops(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

static void forget_dma(struct device *dev)
{
	forget_ops(dev);
}

static void free_managed(struct device *dev)
{
	devres_release_all(dev);
}

static void free_everything(struct device *dev)
{
	free_managed(dev);
}

static void unbind_device(struct device *dev)
{
	forget_dma(dev); /* finding: check only */
	free_everything(dev);
}
