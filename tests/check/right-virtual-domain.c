// SPDX-License-Identifier: GPL-2.0
/* A driver detaches the virtual devices of its PM domains. */
static int foo_virtual_domain_probe(struct platform_device *pdev)
{
	foo_buf = dmam_alloc_coherent(&pdev->dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

static void foo_virtual_domain_remove(struct platform_device *pdev)
{
	struct foo *foo = platform_get_drvdata(pdev);
	int i;

	for (i = 0; i < foo->n; i++)
		dev_pm_domain_detach(foo->pd_dev[i], false);
}

static struct platform_driver foo_virtual_domain_driver = {
	.probe = foo_virtual_domain_probe,
	.remove_new = foo_virtual_domain_remove,
};
