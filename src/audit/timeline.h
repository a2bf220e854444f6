/* SPDX-License-Identifier: GPL-2.0 */
/*
 * timeline: what a branch made of a change, release by release. The copies and
 * undos that the branch holds are gone through in the order they came in: a copy
 * brings the change, an undo takes back the copy it names, or, where that is not
 * on this branch, whatever of it is there; an undo of an undo brings back what
 * that took.
 */
#ifndef AUDIT_TIMELINE_H
#define AUDIT_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/copies.h"
#include "base/mem.h"
#include "history/branch.h"

struct event {
	uint32_t pos;
	const struct copy *copy;	/* one of the two */
	const struct undo *undo;
	size_t release;			/* the branch's first with it; their number: none yet */
	bool changed;			/* an undo: it took or brought back something */
};

struct span {			/* releases that carry it: from one, up to but not with another */
	size_t from, until;	/* of the branch's; their number: no release yet */
};

struct timeline {
	ARRAY(struct event) events;	/* by release, then position */
	ARRAY(struct span) spans;	/* the last one is open where .carried */
	bool carried;			/* at the tip */
	bool ever;			/* at any time */
	const struct copy *brought;	/* what it is carried by at the tip, or was last by */
	const struct undo *undone;	/* the last undo that took it away; NULL: none did */
};

/* What it points to is @c's and must outlive it. */
void timeline_of(struct timeline *to, struct history *h, const struct branch *b,
		 const struct copies *c);
void timeline_release(struct timeline *t);

/* Whether a release of the branch, by its place, carries it. */
bool timeline_carried_in(const struct timeline *t, size_t release);

#endif
