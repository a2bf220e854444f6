/* SPDX-License-Identifier: GPL-2.0 */
struct device;
void foo_forget_one(struct device *dev);
void foo_forget_two(struct device *dev);
void foo_free_one(struct device *dev);
void foo_free_two(struct device *dev);
