// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

#include "base/str.h"
#include "report/escape.h"

/*
 * 'Workflow commands for GitHub Actions'; how values are escaped stands in actions/toolkit,
 * packages/core/src/command.ts: %, \r and \n, in a property : and , too.
 */
static void add_value(struct str *to, const char *text, bool property)
{
	struct str plain = STR_INIT;

	escape_plain(&plain, text, strlen(text));
	for (const char *c = plain.buf; *c; c++) {
		if (*c == '%' || (property && (*c == ':' || *c == ',')))
			str_addf(to, "%%%02X", (unsigned)*c);
		else
			str_addc(to, *c);
	}
	str_release(&plain);
}

static const struct place *find_place(const struct finding *f, enum place_kind kind)
{
	for (size_t i = 0; i < f->related.n; i++)
		if (f->related.item[i].kind == kind)
			return &f->related.item[i];
	return NULL;
}

static void add_words(struct str *to, const char *before, const char *words)
{
	if (!words)
		return;
	str_add(to, before);
	add_value(to, words, false);
}

static void add_finding(struct str *to, const struct finding *f)
{
	const struct place *release = find_place(f, PLACE_RELEASE);

	str_add(to, f->confidence == CONFIDENCE_HIGH ? "::error file=" : "::warning file=");
	add_value(to, f->path, true);
	str_addf(to, ",line=%u,col=%u,title=", f->line, f->column);
	add_value(to, f->rule->name, true);
	str_add(to, "::");
	add_value(to, f->message, false);
	if (release) {
		str_add(to, "; released at ");
		add_value(to, release->path, false);
		str_addf(to, ":%u", release->line);
	}
	add_words(to, "; brought by ", f->brought);
	add_words(to, "; mended by ", f->mended);
	str_addf(to, " [%s]\n", f->rule->name);
}

static void add_remark(struct str *to, const struct remark *m)
{
	str_addf(to, "::%s title=%s::", m->fails ? "error" : "warning", m->check);
	add_value(to, m->of, false);
	str_add(to, ": ");
	add_value(to, m->text, false);
	str_addf(to, " [%s]\n", m->check);
}

void report_write_github(FILE *out, const struct report *r, const struct report_options *o)
{
	struct str text = STR_INIT;

	(void)o;
	for (size_t i = 0; i < r->findings.n; i++)
		add_finding(&text, &r->findings.item[i]);
	for (size_t i = 0; i < r->remarks.n; i++)
		add_remark(&text, &r->remarks.item[i]);
	fwrite(text.buf, 1, text.len, out);
	str_release(&text);
}
