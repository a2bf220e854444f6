/* SPDX-License-Identifier: GPL-2.0 */
/* packed: a report as bytes, to be kept and read back. */
#ifndef CHECK_PACKED_H
#define CHECK_PACKED_H

#include <stdbool.h>

#include "base/str.h"
#include "check/finding.h"

void report_pack(struct str *to, const struct report *r);

/*
 * Reads what report_pack() wrote into the empty @r, which is empty again when this is
 * false: the bytes are something else, or speak of rules that are not among the @n.
 */
bool report_unpack(struct report *r, const char *bytes, size_t len,
		   const struct rule *const rules[], size_t n);

#endif
