/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check: the static check of files, folders or a whole tree. The rules' own
 * vocabulary chooses the files that matter; the program reads these, and those that
 * hold their wrappers and callbacks (reading.h), and judges what it has read (judge.h).
 * spatch runs a rule over those of them in which it can find something by itself; of what it
 * reports that is told which the program has not told, nor understood and found right.
 * A rule without a vocabulary is run over every .c file asked for, and believed.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "check/finding.h"
#include "check/rule.h"

enum { CHECK_MAX_RULES = 32, CHECK_TIMEOUT_S = 60 /* of spatch for a file, unless asked */ };

struct check_options {
	ARRAY(const struct rule *) rules;	/* to run: CHECK_MAX_RULES at most */
	unsigned jobs;
	unsigned timeout_s;
	bool cache;
	bool quiet;		/* no progress line */
};

/*
 * Checks @n paths (none: the kernel tree that the current folder stands in) and
 * fills @report, which the caller releases in any case.
 */
struct error *check_run(const struct check_options *o, const char *const paths[], size_t n,
			struct report *report);

#endif
