// SPDX-License-Identifier: GPL-2.0
/* Configured again in between. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int swap_domain(struct device *dev, struct device_node *np)
{
	int ret;

	of_dma_deconfigure(dev);
	ret = of_dma_configure(dev, np, true);
	if (ret)
		devres_release_all(dev);
	return ret;
}

static void other_ops(struct device *dev)
{
	set_dma_ops(dev, NULL);
	set_dma_ops(dev, &foo_ops);
	devres_release_all(dev);
}
