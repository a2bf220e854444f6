// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

#include "base/str.h"
#include "report/brought.h"
#include "report/escape.h"
#include "report/opinion.h"

#define DATA "%\r\n"
#define PROPERTY DATA ":,"

/* What is not told by an escape of GitHub's is made plain. */
static void add_escaped(struct str *to, const char *text, const char *special)
{
	for (size_t part; *text; text += part) {
		part = strcspn(text, special);
		escape_plain(to, text, part);
		if (text[part])
			str_addf(to, "%%%02X", (unsigned char)text[part++]);
	}
}

static void add_command(struct str *to, bool fails)
{
	str_add(to, fails ? "::error " : "::warning ");
}

static void add_place(struct str *to, const struct finding *f)
{
	str_add(to, "file=");
	add_escaped(to, f->path, PROPERTY);
	if (f->line)
		str_addf(to, ",line=%u", f->line);
	if (f->column)
		str_addf(to, ",col=%u", f->column);
	str_add(to, ",");
}

static void add_title(struct str *to, const char *name)
{
	str_add(to, "title=");
	add_escaped(to, "teardown: ", PROPERTY);
	add_escaped(to, name, PROPERTY);
}

static void add_release(struct str *message, const struct finding *f)
{
	for (size_t i = 0; i < f->related.n; i++) {
		const struct place *p = &f->related.item[i];

		if (p->kind != PLACE_RELEASE)
			continue;
		str_addf(message, "; released at %s:%u", p->path, p->line);
		return;
	}
}

static void add_finding(struct str *to, const struct finding *f, const char *prefix)
{
	struct str message = STR_INIT;

	str_add(&message, prefix ? prefix : "");
	str_add(&message, prefix ? " " : "");
	brought_add_message(&message, f);
	add_release(&message, f);
	opinion_add_mark(&message, f);
	str_addf(&message, " [%s]", f->rule->name);

	add_command(to, f->confidence == CONFIDENCE_HIGH);
	add_place(to, f);
	add_title(to, f->rule->name);
	str_addf(to, " (%s)::", confidence_name(f->confidence));
	add_escaped(to, message.buf, DATA);
	str_add(to, "\n");
	str_release(&message);
}

static void add_remark(struct str *to, const struct remark *m)
{
	add_command(to, m->fails);
	add_title(to, m->check);
	str_add(to, "::");
	add_escaped(to, m->of, DATA);
	str_add(to, ": ");
	add_escaped(to, m->text, DATA);
	str_addf(to, " [%s]\n", m->check);
}

void report_write_github(FILE *out, const struct report *r, const struct report_options *o)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < r->findings.n; i++)
		add_finding(&text, &r->findings.item[i], o->prefix);
	for (size_t i = 0; i < r->remarks.n; i++)
		add_remark(&text, &r->remarks.item[i]);
	fwrite(text.buf, 1, text.len, out);
	str_release(&text);
}
