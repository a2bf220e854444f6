// SPDX-License-Identifier: GPL-2.0
/* A group is released after it. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop_client(struct client *client)
{
	iommu_device_unuse_default_domain(&client->dev); /* finding */
	devres_release_group(&client->dev, client->group);
}
