/* SPDX-License-Identifier: GPL-2.0 */
/*
 * warnings: what sparse prints on stderr, without what it adds with -v: check_cast_instruction()
 * and the uninitialised variables of check_context() in its sparse.c.
 *
 * A message that stands in a header has a line before it that says how that came to be included,
 * unless the message before it, other than in the file itself, was in the same
 * header (show_stream_name() in its lib.c): such lines come and go with the messages.
 */
#ifndef SPARSE_WARNINGS_H
#define SPARSE_WARNINGS_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Adds to @to what `sparse` prints of the file @path where `sparse -v` printed @err. False where
 * that can't be told: the number of warnings came to its limit, or a header was included
 * in several ways.
 */
bool warnings_without_v(const char *err, const char *path, struct str *to);

#endif
