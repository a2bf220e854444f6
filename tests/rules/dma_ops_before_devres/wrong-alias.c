// SPDX-License-Identifier: GPL-2.0
/* One device under two names. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_client(struct client *client)
{
	struct device *dev = &client->dev;

	arch_teardown_dma_ops(dev); /* finding */
	devres_release_all(&client->dev);
}

static void drop_other(struct client *client)
{
	struct device *dev;

	dev = &client->dev;
	arch_teardown_dma_ops(&client->dev); /* finding */
	devres_release_all(dev);
}
