// SPDX-License-Identifier: GPL-2.0
/* The weak function does nothing, the strong one tears down. */
void __weak foo_weak_forget(struct device *dev)
{
}

void foo_weak(struct device *dev)
{
	foo_weak_forget(dev); /* finding */
	devres_release_all(dev);
}
