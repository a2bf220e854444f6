// SPDX-License-Identifier: GPL-2.0
/* Either branch tears down.  No patch: two teardowns meet at one release. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void unbind_device(struct device *dev, bool acpi)
{
	if (acpi) {
		acpi_dma_deconfigure(dev); /* finding */
	} else {
		of_dma_deconfigure(dev); /* finding */
	}
	devres_release_all(dev);
}
