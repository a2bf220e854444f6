// SPDX-License-Identifier: GPL-2.0
/* Holder in one file, device in the other. */
void foo_aliases_elsewhere(struct platform_device *pdev)
{
	foo_aliases_elsewhere_forget(pdev); /* finding */
	devres_release_all(&pdev->dev);
}
