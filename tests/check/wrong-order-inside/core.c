// SPDX-License-Identifier: GPL-2.0
/* The wrong order stands inside of the wrapper: told there, once. */
void foo_order_inside(struct device *dev)
{
	dev->bus->remove(dev);
	foo_order_inside_one(dev);
}

void foo_order_inside_fail(struct device *dev)
{
	foo_order_inside_one(dev);
}
