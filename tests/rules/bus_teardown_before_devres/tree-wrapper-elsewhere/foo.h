/* SPDX-License-Identifier: GPL-2.0 */
struct foo;
void foo_put_pclk(struct foo *foo);
