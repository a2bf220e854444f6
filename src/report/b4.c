// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

#include "base/str.h"
#include "report/escape.h"

/*
 * b4 runs a check with the patch on its stdin and takes each line of its stdout: for a failure
 * where 'ERROR:' is in it, else for a warning (b4, prep-perpatch-check-cmd).
 */
#define FAILS "ERROR:"

/* Words of a warning must not make it a failure. */
static void add_words(struct str *to, const char *text, bool fails)
{
	struct str plain = STR_INIT;
	const char *from, *at;

	escape_plain(&plain, text, strlen(text));
	for (from = plain.buf; !fails && (at = strstr(from, FAILS)); from = at + strlen(FAILS) - 1) {
		str_addn(to, from, (size_t)(at - from) + strlen(FAILS) - 1);
		str_addc(to, ' ');
	}
	str_add(to, from);
	str_release(&plain);
}

static void add_finding(struct str *to, const struct finding *f)
{
	bool fails = f->confidence == CONFIDENCE_HIGH;

	str_add(to, fails ? FAILS " " : "WARNING: ");
	add_words(to, f->path, fails);
	str_addf(to, ":%u: ", f->line);
	add_words(to, f->message, fails);
	str_addf(to, " [%s]\n", f->rule->name);
}

static void add_remark(struct str *to, const struct remark *m)
{
	str_add(to, m->fails ? FAILS " " : "WARNING: ");
	add_words(to, m->text, m->fails);
	str_addf(to, " [%s]\n", m->check);
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
