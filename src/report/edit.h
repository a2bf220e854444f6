/* SPDX-License-Identifier: GPL-2.0 */
/*
 * edit: a unified diff as SARIF replacements of whole lines.
 */
#ifndef REPORT_EDIT_H
#define REPORT_EDIT_H

#include <jansson.h>

/*
 * The replacements of @diff, which must change one file, @path, and say so in
 * its "--- a/" line. NULL when that isn't so, or when they can't be expressed
 * exactly: a missing newline at the end of the file, bytes that are not UTF-8,
 * hunks that don't count up.
 */
json_t *edit_replacements(const char *diff, const char *path);

#endif
