// SPDX-License-Identifier: GPL-2.0
void foo_order_inside_one(struct device *dev)
{
	foo_order_inside_cleanup(dev);
}
