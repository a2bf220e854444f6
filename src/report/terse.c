// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

#include "base/str.h"
#include "report/escape.h"

static void add_finding(struct str *to, const struct finding *f,
			const struct report_options *o)
{
	str_add(to, o->color ? "\033[1m" : "");
	str_add(to, o->prefix ? o->prefix : "");
	escape_plain(to, f->path, strlen(f->path));
	str_addf(to, ":%u:%u:%s ", f->line, f->column, o->color ? "\033[0m" : "");
	escape_plain(to, f->message, strlen(f->message));
	if (f->brought) {
		str_add(to, " (brought by ");
		escape_plain(to, f->brought, strlen(f->brought));
		str_add(to, f->mended ? ", mended by " : "");
		escape_plain(to, f->mended ? f->mended : "", f->mended ? strlen(f->mended) : 0);
		str_add(to, ")");
	}
	str_addf(to, " [%s]\n", f->rule->name);
}

static void add_remark(struct str *to, const struct remark *m)
{
	const char *place = m->path ? m->path : m->of;

	escape_plain(to, place, strlen(place));
	str_add(to, ": ");
	escape_plain(to, m->text, strlen(m->text));
	str_addf(to, " [%s]\n", m->check);
}

void report_write_terse(FILE *out, const struct report *r, const struct report_options *o)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < r->findings.n; i++)
		add_finding(&text, &r->findings.item[i], o);
	for (size_t i = 0; i < r->remarks.n; i++)
		add_remark(&text, &r->remarks.item[i]);
	fwrite(text.buf, 1, text.len, out);
	str_release(&text);
}
