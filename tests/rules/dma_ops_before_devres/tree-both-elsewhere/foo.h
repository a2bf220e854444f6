/* SPDX-License-Identifier: GPL-2.0 */
struct device;
struct foo;
void foo_forget_dma(struct foo *foo, struct device *dev);
void foo_free_managed(int flags, struct device *dev);
