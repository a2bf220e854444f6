// SPDX-License-Identifier: GPL-2.0
/* What the firmware described is undone, by either spelling. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_of(struct device *dev)
{
	of_dma_deconfigure(dev); /* finding */
	devres_release_all(dev);
}

static void unbind_acpi(struct device *dev)
{
	acpi_dma_deconfigure(dev); /* finding */
	devres_release_all(dev);
}
