// SPDX-License-Identifier: GPL-2.0
static struct platform_driver foo_remove_new_elsewhere_driver = {
	.probe = foo_remove_new_elsewhere_probe,
	.remove_new = foo_remove_new_elsewhere_remove,
};
