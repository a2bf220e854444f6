/* SPDX-License-Identifier: GPL-2.0 */
/*
 * layout: where members of struct device stand, in bytes, as a file's flags lay it out: asked of
 * sparse by a small file of our own, with those flags.
 */
#ifndef SPARSE_LAYOUT_H
#define SPARSE_LAYOUT_H

#include <stddef.h>

#include "base/error.h"

/*
 * Sets offset[i] to that of members[i], -1 where there is none of that name. @flags: those of a
 * file, which is their last word (NULL behind it). An error where sparse can't be run, or there is
 * no scratch folder; a kernel without <linux/device.h> has no member.
 */
struct error *layout_read(const char *const members[], size_t n, const char *const flags[],
			  const char *dir, long long offset[]);

#endif
