/* SPDX-License-Identifier: GPL-2.0 */
struct device;
void foo_mem_exit(struct device *dev);
