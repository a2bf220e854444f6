// SPDX-License-Identifier: GPL-2.0
/* The old device is kept under another name; the variable goes on. */
static void foo_device_renamed(struct device *dev)
{
	struct device *old = dev;

	dev = next_of(dev);
	arch_teardown_dma_ops(old);
	devres_release_all(dev);
}
