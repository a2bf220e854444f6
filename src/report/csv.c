// SPDX-License-Identifier: GPL-2.0
#include "report/csv.h"

#include <string.h>

#include "report/escape.h"

/* What a spreadsheet would calculate is text. */
static void guard(struct str *to, const struct str *field)
{
	if (field->len && strchr("=+-@", *field->buf))
		str_addc(to, '\'');
	escape_plain(to, field->buf, field->len);
}

void csv_end_field(struct csv *w)
{
	struct str plain = STR_INIT;
	bool quoted;

	guard(&plain, &w->field);
	quoted = strpbrk(plain.buf, ",\"");
	if (w->begun)
		fputc(',', w->out);
	if (quoted)
		fputc('"', w->out);
	for (size_t i = 0; i < plain.len; i++) {
		if (plain.buf[i] == '"')
			fputc('"', w->out);
		fputc(plain.buf[i], w->out);
	}
	if (quoted)
		fputc('"', w->out);
	w->begun = true;
	str_clear(&w->field);
	str_release(&plain);
}

void csv_end_row(struct csv *w)
{
	fputc('\n', w->out);
	w->begun = false;
}

void csv_put(struct csv *w, const char *text)
{
	str_add(&w->field, text ? text : "");
	csv_end_field(w);
}

void csv_put_blanks(struct csv *w, size_t n)
{
	while (n--)
		csv_put(w, "");
}
