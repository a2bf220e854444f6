/* SPDX-License-Identifier: GPL-2.0 */
struct device;
void foo_cleanup(struct device *dev);
void foo_wrong_cleanup(struct device *dev);
