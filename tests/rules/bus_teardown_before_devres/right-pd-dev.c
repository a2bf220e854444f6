// SPDX-License-Identifier: GPL-2.0
/* Virtual PM domain devices of a driver. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void foo_remove(struct platform_device *pdev)
{
	struct foo *foo = platform_get_drvdata(pdev);
	int i;

	foo->ops->remove(foo);
	for (i = 0; i < foo->num_pds; i++)
		dev_pm_domain_detach(foo->pd_dev[i], true);
	dev_pm_domain_detach(foo->genpd, true);
}

static struct platform_driver foo_driver = {
	.remove_new = foo_remove,
};
