/* SPDX-License-Identifier: GPL-2.0 */
/*
 * message: what a patch's message says of other commits, held against the repository.
 * Commits are looked up by their ids, nothing is searched for: a history need not be
 * read, and no index of it. The checks, by name:
 *
 *	fixes-unknown		a 'Fixes:' names no commit of the repository (fails)
 *	fixes-ambiguous		it is short for several objects (fails)
 *	fixes-short		fewer than 12 hex digits
 *	fixes-subject		the commit's subject is another one
 *	fixes-form		no id, or no ("subject") behind it
 *	stable-missing		a bug of a rule is mended, and stable@vger.kernel.org not told
 *	upstream-unknown	'commit X upstream.': there is no X (fails with .stable)
 *	upstream-backport	X is itself a backport
 *	upstream-missing	.stable: no upstream commit is named
 *	upstream-differs	.stable: X changes other lines, and no [note] says why
 *
 * Sources: Documentation/process/submitting-patches.rst ('Describe your changes') and
 * stable-kernel-rules.rst of the kernel.
 */
#ifndef LINT_MESSAGE_H
#define LINT_MESSAGE_H

#include "check/finding.h"
#include "lint/patchset.h"

struct message_checks {
	struct repository *repository;
	bool stable;		/* the patches are for a stable branch */
};

/*
 * Adds to @to what is wrong with the message of @o (none: nothing). @mends: the rule of a bug
 * that it mends and that was there before all patches, or NULL.
 */
void message_check(const struct message_checks *c, const struct one_patch *o,
		   const struct rule *mends, struct report *to);

/* What the check of this name is about, in a sentence. */
const char *message_check_summary(const char *check);

#endif
