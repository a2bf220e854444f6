// SPDX-License-Identifier: GPL-2.0
/* container_of() gives what holds the device. */
static void foo_container_of(struct device *d)
{
	struct foo *foo = container_of(d, struct foo, dev);

	acpi_dma_deconfigure(&foo->dev); /* finding */
	devres_release_all(d);
}
