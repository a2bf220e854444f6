// SPDX-License-Identifier: GPL-2.0
/* The driver core releases on our behalf. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_client(struct client *client)
{
	of_dma_deconfigure(&client->dev); /* finding */
	device_release_driver(&client->dev);
}
