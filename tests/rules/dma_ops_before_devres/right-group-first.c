// SPDX-License-Identifier: GPL-2.0
/* The group that held the memory is released first. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_client(struct client *client)
{
	devres_release_group(&client->dev, client->group);
	arch_teardown_dma_ops(&client->dev);
}
