// SPDX-License-Identifier: GPL-2.0
void foo_levels_release_one(struct platform_device *pdev)
{
	foo_levels_release_two(&pdev->dev);
}
