// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

#include "base/str.h"
#include "report/brought.h"
#include "report/escape.h"
#include "report/opinion.h"

static void add_place(struct str *to, const char *path, const struct report_options *o)
{
	str_add(to, o->color ? "\033[1m" : "");
	str_add(to, o->prefix ? o->prefix : "");
	escape_plain(to, path, strlen(path));
}

static void add_finding(struct str *to, const struct finding *f,
			const struct report_options *o)
{
	struct str message = STR_INIT;

	add_place(to, f->path, o);
	str_addf(to, ":%u:%u:%s ", f->line, f->column, o->color ? "\033[0m" : "");
	brought_add_message(&message, f);
	opinion_add_mark(&message, f);
	escape_plain(to, message.buf, message.len);
	str_addf(to, " [%s]\n", f->rule->name);
	str_release(&message);
}

static void add_remark(struct str *to, const struct remark *m, const struct report_options *o)
{
	add_place(to, m->path ? m->path : m->of, o);
	str_addf(to, ":%s ", o->color ? "\033[0m" : "");
	escape_plain(to, m->text, strlen(m->text));
	str_addf(to, " [%s]\n", m->check);
}

void report_write_terse(FILE *out, const struct report *r, const struct report_options *o)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < r->findings.n; i++)
		add_finding(&text, &r->findings.item[i], o);
	for (size_t i = 0; i < r->remarks.n; i++)
		add_remark(&text, &r->remarks.item[i], o);
	fwrite(text.buf, 1, text.len, out);
	str_release(&text);
}
