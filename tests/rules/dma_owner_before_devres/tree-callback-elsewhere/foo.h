/* SPDX-License-Identifier: GPL-2.0 */
struct device;
void foo_give_up(struct device *dev);
