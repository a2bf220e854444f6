/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compare: the C files that differ between two trees. Folders that are the same are not
 * read; renames are looked for where files came and others went.
 */
#ifndef LINT_COMPARE_H
#define LINT_COMPARE_H

#include "lint/patchset.h"

/* Adds them to the files of @o, sorted; @before or @after NULL: an empty tree. */
struct error *compare_trees(struct one_patch *o, struct repository *r, const git_oid *before,
			    const git_oid *after);

#endif
