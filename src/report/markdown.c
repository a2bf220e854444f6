// SPDX-License-Identifier: GPL-2.0
#include "report/markdown.h"

#include "report/escape.h"
#include "report/words.h"

void markdown_end_line(struct markdown *w, const char *before, const char *after)
{
	str_add(&w->text, before);
	escape_markdown(&w->text, w->line.buf, w->line.len);
	str_add(&w->text, after);
	str_clear(&w->line);
}

void markdown_cell(struct markdown *w, const char *text)
{
	str_add(&w->line, text ? text : "");
	markdown_end_line(w, " ", " |");
}

void markdown_commit_cell(struct markdown *w, const char *id, const char *subject)
{
	words_commit(&w->line, id, subject);
	markdown_end_line(w, " ", " |");
}

void markdown_unknown(struct markdown *w, const struct unknown item[], size_t n)
{
	if (n && w->text.len)
		str_addc(&w->text, '\n');
	for (size_t i = 0; i < n; i++) {
		str_addf(&w->line, "%s: %s", item[i].what, item[i].why);
		markdown_end_line(w, "- **unknown**: ", "\n");
	}
}

void markdown_finish(struct markdown *w, FILE *out)
{
	fwrite(w->text.buf, 1, w->text.len, out);
	str_release(&w->text);
	str_release(&w->line);
}
