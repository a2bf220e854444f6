// SPDX-License-Identifier: GPL-2.0
/* A driver in two files: the callbacks here, the table there. */
int foo_remove_new_elsewhere_probe(struct platform_device *pdev)
{
	foo_buf = dmam_alloc_coherent(&pdev->dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

void foo_remove_new_elsewhere_remove(struct platform_device *pdev)
{
	of_reserved_mem_device_release(&pdev->dev); /* finding */
}
