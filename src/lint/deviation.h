/* SPDX-License-Identifier: GPL-2.0 */
/*
 * deviation: how a patch differs from the commit that it says it brings. Compared is,
 * file by file, how often each line comes and goes on the whole, blanks and empty lines
 * aside: that does not depend on how a diff was made (git-diff(1), --diff-algorithm, shows
 * one change as different hunks), nor on the place in the file. A moved line is no change.
 */
#ifndef LINT_DEVIATION_H
#define LINT_DEVIATION_H

#include <git2.h>
#include <stddef.h>

enum { DEVIATION_MAX_FILES = 500 };	/* a larger change is not compared */

/*
 * How the patch with the diff @text differs from what leads from the tree @before to
 * @after: "drivers/base/dd.c has 2 lines that it has not, and lacks 1", without the
 * commit's name; the caller frees it. NULL: not, or not to be told: the diff can't be
 * read, objects are missing. A file that bears the same name elsewhere is the same one
 * if all else is equal.
 */
char *deviation_tell(git_repository *git, const git_oid *before, const git_oid *after,
		     const char *text, size_t len);

#endif
