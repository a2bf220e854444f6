// SPDX-License-Identifier: GPL-2.0
void foo_aliases_elsewhere_forget(struct platform_device *p)
{
	foo_aliases_elsewhere_forget_dev(&p->dev);
}
