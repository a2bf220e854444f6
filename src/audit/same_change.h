/* SPDX-License-Identifier: GPL-2.0 */
/*
 * same_change: the commits on a branch that make the same change as a fix, whatever
 * their messages say: those with an equal patch-id (git-patch-id(1), the stable
 * form).
 *
 * The history of a branch is not read commit by commit: the fix's files are
 * compared at its releases, and where they differ, half by half down to the commits
 * that change them. So a change that was reverted before the next release (or the
 * next 256 commits) and left its file as it was is not seen.
 */
#ifndef AUDIT_SAME_CHANGE_H
#define AUDIT_SAME_CHANGE_H

#include <stddef.h>
#include <stdint.h>

#include "audit/origin.h"
#include "base/mem.h"

struct same_change;		/* one search: what it reads for a branch or a fix serves the next */

struct same_change *same_change_new(const struct trees *t);
/* Keeps what was found in the index, as far as that can be written. NULL is fine. */
void same_change_free(struct same_change *s);

enum same_result {
	SAME_NONE,		/* it was looked for: there is none */
	SAME_FOUND,
	SAME_UNASKED,		/* it can't be looked for: the fix is not known here, or is no single change */
	SAME_UNSEEN,		/* what it takes to tell is missing or damaged */
};

struct same_answer {
	enum same_result result;
	ARRAY(uint32_t) found;	/* positions in the audited repository */
	char *why;		/* SAME_UNSEEN: one line */
};

/*
 * Looks on branch @b of the audited repository among the commits that mainline does
 * not have and that are not older than the fix (its author's date); merges are
 * passed over. Fixes are best asked one after the other. Release @to in any case.
 */
void same_change_find(struct same_change *s, const struct origin *fix, const struct branch *b,
		      struct same_answer *to);
void same_answer_release(struct same_answer *a);

#endif
