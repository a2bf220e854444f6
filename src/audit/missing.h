/* SPDX-License-Identifier: GPL-2.0 */
/*
 * missing: mainline's commits whose Fixes: names something that a branch has, as
 * an ancestor or as a copy, and that the branch does not have itself.
 */
#ifndef AUDIT_MISSING_H
#define AUDIT_MISSING_H

#include <stddef.h>

#include "audit/origin.h"
#include "audit/verdict.h"
#include "base/error.h"

/*
 * For branch @b of the audited repository. @paths: only commits that change one of
 * these files or folders; none: all. Fills @to, which is released in any case.
 */
struct error *missing_find(struct missing *to, const struct trees *t, const struct branch *b,
			   const char *const paths[], size_t n);

#endif
