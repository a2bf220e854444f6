/* SPDX-License-Identifier: GPL-2.0 */
struct device;
void foo_free_managed(struct device *dev);
