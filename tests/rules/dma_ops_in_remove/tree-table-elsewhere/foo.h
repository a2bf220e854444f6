/* SPDX-License-Identifier: GPL-2.0 */
struct platform_device;
int foo_probe(struct platform_device *pdev);
void foo_remove(struct platform_device *pdev);
