/* SPDX-License-Identifier: GPL-2.0 */
/*
 * markdown: GitHub's, put together from markup and outside text, which can't bring
 * markup, mention people or refer to issues (escape_markdown()).
 */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include <stddef.h>
#include <stdio.h>

#include "audit/verdict.h"
#include "base/str.h"

struct markdown {
	struct str text;
	struct str line;	/* outside text that is being put together */
};

#define MARKDOWN_INIT { .text = STR_INIT, .line = STR_INIT }

/* Adds the line between @before and @after, which are markup. */
void markdown_end_line(struct markdown *w, const char *before, const char *after);

/* Cells of a table's row, which the caller begins with a | and ends with a newline. */
void markdown_cell(struct markdown *w, const char *text);	/* NULL is empty */
void markdown_commit_cell(struct markdown *w, const char *id, const char *subject);

/* What could not be known, as a list behind the rest. */
void markdown_unknown(struct markdown *w, const struct unknown item[], size_t n);

/* Writes it and releases it. */
void markdown_finish(struct markdown *w, FILE *out);

#endif
