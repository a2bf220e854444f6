/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lookup: what stands at a path of many trees of one repository. Each folder is
 * asked once; trees that share a folder share the answer.
 */
#ifndef AUDIT_LOOKUP_H
#define AUDIT_LOOKUP_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "history/history.h"

struct lookup;

struct lookup *lookup_new(struct history *h);
void lookup_free(struct lookup *l);	/* NULL is fine */

struct entry_at {
	git_oid id;		/* zero where nothing is */
	unsigned mode;		/* 0 where nothing is, or a commit of another repository */
};

bool entry_same(const struct entry_at *one, const struct entry_at *two);

/* What is at @path of the tree @tree. A missing tree is an error. */
struct error *lookup_path(struct lookup *l, const git_oid *tree, const char *path,
			  struct entry_at *to);

/*
 * The sum of the hashes of a blob's lines, blanks left out; 0 for none. So what a
 * change adds to a file less what it takes from it is a difference of two sums,
 * wherever in the file that is: changes of one patch-id have it in common.
 */
struct error *lookup_sum(struct lookup *l, const struct entry_at *blob, uint64_t *sum);

#endif
