/* SPDX-License-Identifier: GPL-2.0 */
struct device;
void foo_forget_dma(struct device *dev);
void foo_unbind(struct device *dev);
void foo_unbind_right(struct device *dev);
