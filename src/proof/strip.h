/* SPDX-License-Identifier: GPL-2.0 */
/*
 * strip: takes blanks and comments from a line.
 */
#ifndef PROOF_STRIP_H
#define PROOF_STRIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Adds the line's bytes to @to, without blanks and comments. *@inside: in a comment
 * of C that an earlier line began; kept up to date. @blocks: there are such.
 */
void strip_line(struct str *to, const char *line, size_t len, bool blocks, bool *inside);

/*
 * The name that a head goes by: of a function its own, of a macro's use that of its
 * first argument too (SYSCALL_DEFINE2(open), else the last word before =, {, [ or ;.
 * NULL: the line isn't a head.
 */
const char *strip_head(const char *line, size_t len, size_t *name_len);

#endif
