/* SPDX-License-Identifier: GPL-2.0 */
/*
 * missing: mainline's commits whose Fixes: names something that a branch has, as
 * an ancestor or as a copy, and that the branch does not have itself.
 */
#ifndef AUDIT_MISSING_H
#define AUDIT_MISSING_H

#include <stdbool.h>
#include <stddef.h>

#include "audit/origin.h"
#include "audit/verdict.h"
#include "base/error.h"

struct missing_options {
	const struct branch *branch;	/* of the audited repository */
	const char *const *paths;	/* only commits that change one of these files or folders */
	size_t n_paths;			/* 0: all */
	bool quiet;			/* no progress line */
};

/* Fills @to, which is released in any case. */
struct error *missing_find(struct missing *to, const struct trees *t,
			   const struct missing_options *o);

#endif
