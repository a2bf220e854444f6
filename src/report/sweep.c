// SPDX-License-Identifier: GPL-2.0
#include "report/sweep.h"

#include "base/str.h"
#include "report/column.h"
#include "report/value.h"
#include "report/words.h"

/* ---- json ---- */

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static json_t *id_of(const struct swept_commit *c)
{
	return *c->id ? value_text(c->id) : json_null();
}

static json_t *intervals(const struct swept_finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->intervals.n; i++) {
		const struct swept_interval *in = &f->intervals.item[i];
		json_t *o = value_object("from", value_text(in->from));

		set(o, "until", value_text(in->until));
		set(o, "appeared", id_of(&in->appeared));
		set(o, "appeared_subject", value_text(in->appeared.subject));
		set(o, "gone", id_of(&in->gone));
		set(o, "gone_subject", value_text(in->gone.subject));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *finding(const struct swept_finding *f)
{
	json_t *o = value_object("path", value_text(f->path));

	set(o, "function", value_text(f->function));
	set(o, "line", json_integer(f->line));
	set(o, "confidence", value_text(confidence_name(f->confidence)));
	set(o, "message", value_text(f->message));
	set(o, "at", value_text(f->at));
	set(o, "intervals", intervals(f));
	set(o, "appeared", id_of(&f->intervals.item[0].appeared));
	set(o, "gone", id_of(&f->intervals.item[f->intervals.n - 1].gone));
	return o;
}

static json_t *branch(const struct swept_branch *b)
{
	json_t *o = value_object("branch", value_text(b->branch)), *findings = json_array();

	set(o, "ref", value_text(b->ref));
	set(o, "tip", value_text(b->tip));
	set(o, "releases", json_integer((json_int_t)b->releases));
	for (size_t i = 0; i < b->findings.n; i++)
		json_array_append_new(findings, finding(&b->findings.item[i]));
	set(o, "findings", findings);
	return o;
}

static void write_json(FILE *out, const struct sweep *s)
{
	json_t *top = value_object("version", value_text(VERSION));
	json_t *branches = json_array(), *unknown = json_array();

	set(top, "rule", value_text(s->rule));
	for (size_t i = 0; i < s->branches.n; i++)
		json_array_append_new(branches, branch(&s->branches.item[i]));
	set(top, "branches", branches);
	for (size_t i = 0; i < s->unknown.n; i++) {
		json_t *o = value_object("what", value_text(s->unknown.item[i].what));

		set(o, "why", value_text(s->unknown.item[i].why));
		json_array_append_new(unknown, o);
	}
	set(top, "unknown", unknown);
	value_write(out, top);
}

/* ---- text ---- */

enum { INDENT = 2, UNDER = 6 };

static void add_commit(struct str *to, const char *word, const struct swept_commit *c)
{
	if (!*c->id)
		return;
	str_add(to, word);
	words_commit(to, c->id, c->subject);
}

static void add_interval(struct str *text, struct str *line, const struct swept_interval *i)
{
	str_add(line, i->from ? i->from : "the tip");
	if (i->until)
		str_addf(line, " to before %s", i->until);
	else
		str_add(line, " to the end");
	add_commit(line, "; by ", &i->appeared);
	add_commit(line, "; gone by ", &i->gone);
	column_paragraph(text, line, UNDER, UNDER + INDENT);
}

static void add_finding(struct str *text, struct str *line, const struct swept_finding *f)
{
	str_addf(line, "%s:%u: %s(): %s (%s)", f->path, f->line, f->function, f->message,
		 confidence_name(f->confidence));
	column_paragraph(text, line, INDENT, 2 * INDENT);
	for (size_t i = 0; i < f->intervals.n; i++)
		add_interval(text, line, &f->intervals.item[i]);
}

static size_t count_open(const struct swept_branch *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->findings.n; i++)
		n += !b->findings.item[i].intervals.item[b->findings.item[i].intervals.n - 1].until;
	return n;
}

static void add_branch(struct str *text, struct str *line, const struct swept_branch *b)
{
	str_addf(line, "%s: ", b->branch);
	words_count(line, b->releases, "release, ", "releases, ");
	words_count(line, b->findings.n, "finding", "findings");
	if (b->findings.n)
		str_addf(line, ", %zu of them at the end", count_open(b));
	column_paragraph(text, line, 0, INDENT);
	for (size_t i = 0; i < b->findings.n; i++)
		add_finding(text, line, &b->findings.item[i]);
	str_addc(text, '\n');
}

static void write_text(FILE *out, const struct sweep *s)
{
	struct str text = STR_INIT, line = STR_INIT;

	str_addf(&line, "%s, over ", s->rule);
	words_count(&line, s->branches.n, "branch", "branches");
	column_paragraph(&text, &line, 0, INDENT);
	str_addc(&text, '\n');
	for (size_t i = 0; i < s->branches.n; i++)
		add_branch(&text, &line, &s->branches.item[i]);
	for (size_t i = 0; i < s->unknown.n; i++) {
		str_addf(&line, "unknown: %s: %s", s->unknown.item[i].what,
			 s->unknown.item[i].why);
		column_paragraph(&text, &line, 0, INDENT);
	}
	fwrite(text.buf, 1, text.len, out);
	str_release(&text);
	str_release(&line);
}

void sweep_write(FILE *out, enum audit_format f, const struct sweep *s,
		 const struct audit_report_options *o)
{
	(void)o;
	if (f == AUDIT_JSON)
		write_json(out, s);
	else
		write_text(out, s);
}
