// SPDX-License-Identifier: GPL-2.0
void foo_remove_elsewhere_undo(struct device *dev)
{
	dev_pm_domain_detach(dev, true);
}
