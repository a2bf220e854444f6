/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FIXTURE_SLAB_H
#define FIXTURE_SLAB_H

#include <linux/types.h>

void kfree(const void *ptr);

#endif
