/* SPDX-License-Identifier: GPL-2.0 */
/*
 * copies: the commits of a repository that bring the change of an origin, and
 * those that take it back; each with what says so. They are found for all
 * branches at once; audit/timeline.h weighs them along one.
 */
#ifndef AUDIT_COPIES_H
#define AUDIT_COPIES_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/origin.h"
#include "audit/verdict.h"
#include "base/mem.h"

struct copy {
	uint32_t pos;
	enum evidence_kind kind;	/* EVIDENCE_ANCESTOR: the origin itself */
	uint32_t via;			/* the copy that it names; POS_NONE: the origin */
	uint8_t record;			/* enum claim_kind of the words that say so */
	bool parallel;			/* the same change under another id, not made from it */
	bool via_upstream;		/* .via is a position in the upstream repository */
};

/*
 * A commit that takes a change back. What it names may be a copy (then it undoes),
 * another undo (then it brings back what that took), and so on.
 */
struct undo {
	uint32_t pos;
	uint32_t target;		/* a copy or an undo; POS_NONE: it doesn't say which one */
	unsigned level;			/* 1: of a copy; 2: of such an undo; … */
	uint32_t copy_of;		/* the undo it was copied from; or POS_NONE */
	bool titled;			/* its title names it: no commit here has an id it gives */
};

struct copies {
	ARRAY(struct copy) list;	/* by position */
	ARRAY(struct undo) undos;	/* by position */
	ARRAY(uint32_t) parts;		/* commits that take back a part of it, as they say */
	ARRAY(uint32_t) likely;		/* the same subject, nothing else: no copies */
	ARRAY(char *) notes;		/* ids that could be the origin's and could be others' */
};

struct error *copies_find(struct copies *to, const struct trees *t, const struct origin *o);
/* Adds one that was found in another way, and what takes it back. */
void copies_add(struct copies *to, const struct trees *t, const struct copy *c);
void copies_release(struct copies *c);

/*
 * The words of the message of @pos that make the claim of @kind on the commit @id
 * (NULL: on any), one line of them, in @to; "" when there are none.
 */
struct error *copies_words(struct str *to, struct history *h, uint32_t pos, unsigned kind,
			   const git_oid *id);

#endif
