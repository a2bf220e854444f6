/* SPDX-License-Identifier: GPL-2.0 */
/*
 * renames: under which other name a tree holds a file: among the files of the same
 * name in other folders, and those of the same folder, the one that has the most of its
 * lines: half of them at least, of another name three quarters.
 */
#ifndef AUDIT_RENAMES_H
#define AUDIT_RENAMES_H

#include "audit/lookup.h"
#include "base/error.h"
#include "history/history.h"

struct renames;

struct renames *renames_new(struct history *h);
void renames_free(struct renames *r);	/* NULL is fine */

enum renamed {
	RENAMED_TO,
	RENAMED_NOT,		/* no such file */
	RENAMED_UNSEEN,		/* it could not be looked for: too much to read, missing trees */
};

/*
 * Looks in tree @tree for what @path, of these bytes, may be there; the caller frees
 * *@to, set for RENAMED_TO only.
 */
enum renamed renames_find(struct renames *r, const git_oid *tree, const char *path,
			  const char *text, size_t len, char **to);

#endif
