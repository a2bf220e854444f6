// SPDX-License-Identifier: GPL-2.0
/* The device is a member of its parent structure. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_client(struct client *client)
{
	client->dev.dma_ops = NULL; /* finding */
	devres_release_all(&client->dev);
}
