// SPDX-License-Identifier: GPL-2.0
void foo_aliases_elsewhere_forget_dev(struct device *dev)
{
	struct foo *foo = dev_get_drvdata(dev);

	foo_stop(foo);
	arch_teardown_dma_ops(dev);
}
