/* SPDX-License-Identifier: GPL-2.0 */
/*
 * change: what a commit does to the tree of its first parent, and whether another
 * commit does the same: whether their patch-ids are equal (git-patch-id(1): blanks
 * and line numbers make no difference; paths, and three lines around, do).
 */
#ifndef AUDIT_CHANGE_H
#define AUDIT_CHANGE_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "audit/lookup.h"
#include "base/error.h"
#include "base/mem.h"
#include "history/history.h"

struct changed_path {
	char *path;
	struct entry_at before, after;
	uint64_t sum;		/* lookup_sum() of what is after, less that of before */
};

struct change {
	struct history *h;	/* where the commit is read */
	git_oid before, after;	/* trees */
	size_t paths;		/* that it changes */
	ARRAY(struct changed_path) keys;	/* some of them, to tell it by; the deepest first */
	bool summed, identified;	/* sums, .id are known */
	git_oid id;		/* patch-id */
};

/*
 * Reads what the commit at @pos of @h changes. A merge, a root and a commit that
 * changes nothing leave c->keys empty. Release @c in any case.
 */
struct error *change_read(struct change *c, struct history *h, uint32_t pos);
void change_release(struct change *c);

struct changed_files {
	ARRAY(struct changed_path) list;	/* .sum is not set */
};

/* Adds all files that it changes, also where change_read() found nothing to tell it by. */
struct error *change_files(const struct change *c, struct changed_files *to);
void changed_files_release(struct changed_files *f);

/* Whether the step between two trees can be it: at each of its keys they differ. */
struct error *change_may_lie(const struct change *c, struct lookup *l, const git_oid *before,
			     const git_oid *after, bool *may);

/* Whether the step between two trees of the repository of @l is the same change. @of: c->h's. */
struct error *change_is(struct change *c, struct lookup *of, struct history *h, struct lookup *l,
			const git_oid *before, const git_oid *after, bool *is);

#endif
