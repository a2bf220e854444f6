// SPDX-License-Identifier: GPL-2.0
/* The wrapper of another file releases first, at any level. */
void foo_order_inside(struct device *dev)
{
	dev->bus->remove(dev);
	foo_order_inside_one(dev);
}

void foo_order_inside_fail(struct device *dev)
{
	foo_order_inside_one(dev);
	dev->driver = NULL;
}
