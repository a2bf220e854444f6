// SPDX-License-Identifier: GPL-2.0
void foo_swapped_cleanup_again(struct device *dev)
{
	foo_swapped_cleanup_detach(dev);
}
