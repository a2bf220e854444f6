/* SPDX-License-Identifier: GPL-2.0 */
/*
 * apply: a file's hunks applied to its text, as git-am(1) does it: at the lines that they
 * name or the nearest other place where all of their context and removed lines stand, one
 * behind the other. One whose context ends at the file's begin or end belongs there
 * (git's apply.c: match_beginning, match_end).
 *
 * Otherwise than with git-apply(1), hunks stand one behind the other, and context without a
 * newline only at the end of the file: where git goes back or joins lines, the next fitting
 * place is taken or the patch is refused. The removal of a file without hunks (format-patch
 * -D) is taken.
 */
#ifndef LINT_APPLY_H
#define LINT_APPLY_H

#include <stddef.h>

#include "base/error.h"
#include "base/str.h"
#include "lint/diff.h"

/*
 * What @f, of the diff @diff, makes of @text (NULL: there is no such file), in the empty @to.
 * The error names the file and the hunk, and where what is most like it stands; @to is empty then.
 * Places are compared by hashes, each hunk in time linear in the text; together no more
 * than 2^31 of them.
 */
struct error *apply_file(const struct diff_file *f, const char *diff, const char *text,
			 size_t len, struct str *to);

#endif
