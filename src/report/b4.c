// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

#include "base/str.h"
#include "report/escape.h"
#include "report/opinion.h"

static void add_plain(struct str *to, const char *text)
{
	escape_plain(to, text, strlen(text));
}

/* A path that ends in ERROR says it too, with the colon behind it. */
static void add_line(struct str *to, bool fails, const char *line)
{
	const char *word;

	str_add(to, fails ? "ERROR: " : "WARNING: ");
	while (!fails && (word = strstr(line, "ERROR:"))) {
		str_addn(to, line, (size_t)(word - line));
		str_add(to, "ERROR\\x3a");
		line = word + strlen("ERROR:");
	}
	str_add(to, line);
	str_add(to, "\n");
}

static void add_finding(struct str *to, const struct finding *f)
{
	bool fails = f->confidence == CONFIDENCE_HIGH && f->opinion != OPINION_REFUTED;
	struct str line = STR_INIT, mark = STR_INIT;

	add_plain(&line, f->path);
	str_addf(&line, ":%u: ", f->line);
	add_plain(&line, f->message);
	opinion_add_mark(&mark, f);
	add_plain(&line, mark.buf);
	str_addf(&line, " [%s]", f->rule->name);
	add_line(to, fails, line.buf);
	str_release(&mark);
	str_release(&line);
}

static void add_remark(struct str *to, const struct remark *m)
{
	struct str line = STR_INIT;

	add_plain(&line, m->path ? m->path : m->of);
	str_add(&line, ": ");
	add_plain(&line, m->text);
	str_addf(&line, " [%s]", m->check);
	add_line(to, m->fails, line.buf);
	str_release(&line);
}

void report_write_b4(FILE *out, const struct report *r, const struct report_options *o)
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
