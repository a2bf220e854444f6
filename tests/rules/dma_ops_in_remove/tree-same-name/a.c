// SPDX-License-Identifier: GPL-2.0
/* Of two static functions of one name, only the one in a table is a callback. */
static void foo_remove(struct platform_device *pdev)
{
	of_reserved_mem_device_release(&pdev->dev);
}

void a_forget(struct platform_device *pdev)
{
	foo_buf = dmam_alloc_coherent(&pdev->dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	foo_remove(pdev);
}
