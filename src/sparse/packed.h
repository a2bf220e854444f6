/* SPDX-License-Identifier: GPL-2.0 */
/* packed: the summaries and callbacks of a file as bytes, to be kept and read back. */
#ifndef SPARSE_PACKED_H
#define SPARSE_PACKED_H

#include <stdbool.h>

#include "base/str.h"
#include "sparse/summary.h"

void summaries_pack(struct str *to, const struct summaries *all);

/*
 * Adds what summaries_pack() wrote behind what is in @to, in the same order; nothing when this is
 * false: the bytes are something else. No text is NULL then, states and words are possible ones;
 * rules, functions and devices may have any name.
 */
bool summaries_unpack(struct summaries *to, const char *bytes, size_t len);

#endif
