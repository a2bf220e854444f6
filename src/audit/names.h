/* SPDX-License-Identifier: GPL-2.0 */
/*
 * names: under which name a tree of the audited repository holds a file that a fix
 * changes. Where it is not at its path, in this order: under the names that history
 * shows it had, or got (a commit that renames it, as git tells renames); else under the
 * one that is most alike (renames.h).
 */
#ifndef AUDIT_NAMES_H
#define AUDIT_NAMES_H

#include "audit/lookup.h"
#include "audit/origin.h"
#include "audit/renames.h"

struct names;

/* Where a file is looked for. */
struct names_at {
	uint32_t pos;		/* a commit, and its tree */
	git_oid tree;
	git_oid tip;		/* the tree in which what is alike is looked for: a tip's */
};

/* The fix is the commit @fix; POS_NONE: it is not here. */
struct names *names_new(const struct trees *t, struct lookup *l, struct renames *renames,
			uint32_t fix);
void names_free(struct names *n);	/* NULL is fine */

/*
 * The name of the file that the fix has at @path, and what stands there; @text are its bytes
 * before the fix, @len 0 where they are not known. It lives as long as @n. *@name is NULL
 * where it is not there; *@unseen: where that could not be told.
 */
struct error *names_find(struct names *n, const char *path, const char *text, size_t len,
			 const struct names_at *at, const char **name, struct entry_at *entry,
			 bool *unseen);

#endif
