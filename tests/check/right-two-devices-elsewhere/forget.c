// SPDX-License-Identifier: GPL-2.0
void foo_two_devices_elsewhere_forget(struct device *dev, struct device *parent)
{
	dev_dbg(dev, "x");
	arch_teardown_dma_ops(parent);
}
