/* SPDX-License-Identifier: GPL-2.0 */
/*
 * edits: the lines that a change adds and removes, file by file, to be held against another's:
 * blanks, empty lines, and where in the file they stand make no difference.
 */
#ifndef LINT_EDITS_H
#define LINT_EDITS_H

#include <git2.h>
#include <stdbool.h>

#include "base/map.h"
#include "base/str.h"

struct edits {
	struct map files;	/* path -> struct map *: "+line" or "-line" -> how many */
};

/* Those of a diff's text; false: it can't be parsed. edits_release() in any case. */
bool edits_of_text(struct edits *e, const char *diff);
/* Those of a commit against its first parent; false: it is a merge, or can't be read. */
bool edits_of_commit(struct edits *e, git_repository *git, const git_oid *id);
void edits_release(struct edits *e);

/* Adds in words how @mine differs from @theirs; nothing where it does not. */
void edits_compare(struct str *to, const struct edits *mine, const struct edits *theirs);

#endif
