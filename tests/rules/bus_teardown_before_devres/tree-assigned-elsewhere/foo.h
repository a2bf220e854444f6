/* SPDX-License-Identifier: GPL-2.0 */
struct device;
struct foo_driver;
void foo_drv_remove(struct device *dev);
int foo_register_driver(struct foo_driver *drv);
