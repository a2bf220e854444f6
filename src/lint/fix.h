/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fix: the rules' own patches for what a lint found, together: the text for `git apply`, or
 * made in the work tree.
 */
#ifndef LINT_FIX_H
#define LINT_FIX_H

#include "base/error.h"
#include "base/str.h"
#include "lint/lint.h"

/* Adds the patches of the findings of @l that stand at the end, file by file, each hunk once. */
void fix_text(struct str *to, const struct lint *l);

/*
 * Makes them in the work tree. All files must stand there as the lint saw them: else nothing is
 * changed, and the error names the first that does not. *@files: so many were changed.
 */
struct error *fix_apply(const struct lint *l, size_t *files);

#endif
