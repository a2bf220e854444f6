/* SPDX-License-Identifier: GPL-2.0 */
/*
 * csv: rows of RFC 4180 that are safe to show and to open in a spreadsheet: a field is
 * one line (escape_plain()), and gets a ' in front where a spreadsheet would calculate
 * it. Lines end with LF.
 */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/str.h"

struct csv {
	FILE *out;
	struct str field;	/* the one that is being put together, as outside text */
	bool begun;		/* the row has a field */
};

/* Release .field at the end. */
#define CSV_INIT(file) { .out = (file), .field = STR_INIT }

void csv_end_field(struct csv *w);
void csv_end_row(struct csv *w);
void csv_put(struct csv *w, const char *text);	/* a field; NULL is empty */
void csv_put_blanks(struct csv *w, size_t n);	/* so many empty ones */

#endif
