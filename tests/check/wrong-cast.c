// SPDX-License-Identifier: GPL-2.0
/* A cast names the same device. */
static void foo_cast(void *data)
{
	struct device *dev = (struct device *)data;

	arch_teardown_dma_ops((struct device *)dev); /* finding */
	devres_release_all((dev));
}
