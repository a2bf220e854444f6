/* SPDX-License-Identifier: GPL-2.0 */
/*
 * column: text laid out for a terminal of 80 columns. All take outside text as
 * it is and add it made plain (escape_plain()), so that what is measured is what
 * is seen: a character is one column, an East Asian wide one two, a combining
 * one none.
 */
#ifndef REPORT_COLUMN_H
#define REPORT_COLUMN_H

#include <stddef.h>

#include "base/str.h"

enum { COLUMN_LIMIT = 80 };

/* The columns that @text will take. */
size_t column_width(const char *text);

/* Adds @text and blanks up to @width; wider text stays whole. */
void column_cell(struct str *to, const char *text, size_t width);

/* Likewise, but what is wider is cut to @width, with … in its middle. */
void column_cell_cut(struct str *to, const char *text, size_t width);

/*
 * Adds the paragraph @text, wrapped between words at the limit: the first line
 * indented by @indent, the others by @hang. A word that is wider stays whole, so
 * that a name can be copied. Empties @text.
 */
void column_paragraph(struct str *to, struct str *text, size_t indent, size_t hang);

#endif
