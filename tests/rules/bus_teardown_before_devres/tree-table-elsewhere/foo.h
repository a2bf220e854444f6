/* SPDX-License-Identifier: GPL-2.0 */
struct device;
void foo_bus_remove(struct device *dev);
