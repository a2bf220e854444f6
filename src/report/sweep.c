// SPDX-License-Identifier: GPL-2.0
#include "report/sweep.h"

#include <string.h>

#include "base/str.h"
#include "report/column.h"
#include "report/csv.h"
#include "report/markdown.h"
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

struct sweep_writer {
	struct str text;
	struct str line;	/* the paragraph that is being put together */
	const struct audit_report_options *options;
};

static void end_paragraph(struct sweep_writer *w, size_t indent, size_t hang)
{
	column_paragraph(&w->text, &w->line, indent, hang);
}

static void end_colored(struct sweep_writer *w, size_t indent, size_t hang, const char *code)
{
	if (!w->options->color) {
		end_paragraph(w, indent, hang);
		return;
	}
	str_add(&w->text, code);
	end_paragraph(w, indent, hang);
	w->text.len--;			/* the newline comes last */
	str_add(&w->text, "\033[0m\n");
}

static bool is_open(const struct swept_interval *i)
{
	return !i->until;
}

static size_t count_open(const struct swept_branch *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->findings.n; i++)
		n += is_open(&b->findings.item[i].intervals.item
			     [b->findings.item[i].intervals.n - 1]);
	return n;
}

static void add_releases(struct str *to, const struct swept_interval *i)
{
	if (i->from && !i->until)
		str_addf(to, "from %s", i->from);
	else if (!i->until)
		str_add(to, "at the tip, in no release yet");
	else if (strcmp(i->until, "(unreleased)"))
		str_addf(to, "%s to before %s", i->from ? i->from : "", i->until);
	else
		str_addf(to, "from %s, no more at the tip", i->from);
}

static void add_commit(struct str *to, const char *word, const struct swept_commit *c)
{
	if (!*c->id)
		return;
	str_add(to, word);
	words_commit(to, c->id, c->subject);
}

static void put_interval(struct sweep_writer *w, const struct swept_interval *i)
{
	add_releases(&w->line, i);
	add_commit(&w->line, "; came with ", &i->appeared);
	add_commit(&w->line, "; gone with ", &i->gone);
	end_colored(w, UNDER, UNDER + INDENT, is_open(i) ? "\033[31m" : "\033[2m");
}

static void put_finding(struct sweep_writer *w, const struct swept_finding *f)
{
	str_addf(&w->line, "%s:%u: %s(): %s (%s)", f->path, f->line, f->function, f->message,
		 confidence_name(f->confidence));
	end_paragraph(w, INDENT, 2 * INDENT);
	for (size_t i = 0; i < f->intervals.n; i++)
		put_interval(w, &f->intervals.item[i]);
}

/* 10 releases, 4 findings, 1 of them at the end */
static void add_count(struct str *to, const struct swept_branch *b)
{
	words_count(to, b->releases, "release, ", "releases, ");
	words_count(to, b->findings.n, "finding", "findings");
	if (count_open(b))
		str_addf(to, ", %zu of them at the end", count_open(b));
	else if (b->findings.n)
		str_add(to, ", none of them at the end");
}

static void put_branch(struct sweep_writer *w, const struct swept_branch *b)
{
	if (w->text.len)
		str_addc(&w->text, '\n');
	str_addf(&w->line, "%s: ", b->branch);
	add_count(&w->line, b);
	end_colored(w, 0, INDENT, "\033[1m");
	for (size_t i = 0; i < b->findings.n; i++)
		put_finding(w, &b->findings.item[i]);
}

static void write_text(FILE *out, const struct sweep *s, const struct audit_report_options *o)
{
	struct sweep_writer w = { .text = STR_INIT, .line = STR_INIT, .options = o };

	if (!o->quiet) {
		str_addf(&w.line, "%s, over ", s->rule);
		words_count(&w.line, s->branches.n, "branch", "branches");
		end_paragraph(&w, 0, INDENT);
	}
	for (size_t i = 0; i < s->branches.n; i++)
		put_branch(&w, &s->branches.item[i]);
	if (w.text.len && s->unknown.n)
		str_addc(&w.text, '\n');
	for (size_t i = 0; i < s->unknown.n; i++) {
		str_addf(&w.line, "unknown: %s: %s", s->unknown.item[i].what,
			 s->unknown.item[i].why);
		end_paragraph(&w, 0, INDENT);
	}
	fwrite(w.text.buf, 1, w.text.len, out);
	str_release(&w.text);
	str_release(&w.line);
}

/* ---- csv ---- */

static void put_row(struct csv *w, const struct swept_branch *b, const struct swept_finding *f,
		    const struct swept_interval *i)
{
	csv_put(w, b->branch);
	csv_put(w, f->path);
	str_addf(&w->field, "%u", f->line);
	csv_end_field(w);
	csv_put(w, f->function);
	csv_put(w, confidence_name(f->confidence));
	csv_put(w, i->from);
	csv_put(w, i->until);
	csv_put(w, i->appeared.id);
	csv_put(w, i->gone.id);
	csv_put(w, f->message);
	csv_end_row(w);
}

static void put_rows(struct csv *w, const struct swept_branch *b)
{
	for (size_t i = 0; i < b->findings.n; i++) {
		const struct swept_finding *f = &b->findings.item[i];

		for (size_t k = 0; k < f->intervals.n; k++)
			put_row(w, b, f, &f->intervals.item[k]);
	}
}

static void write_csv(FILE *out, const struct sweep *s)
{
	struct csv w = CSV_INIT(out);

	fputs("branch,path,line,function,confidence,from,until,appeared,gone,message\n", out);
	for (size_t i = 0; i < s->branches.n; i++)
		put_rows(&w, &s->branches.item[i]);
	for (size_t i = 0; i < s->unknown.n; i++) {
		csv_put(&w, "");
		csv_put(&w, s->unknown.item[i].what);
		csv_put_blanks(&w, 2);
		csv_put(&w, "unknown");
		csv_put_blanks(&w, 4);
		csv_put(&w, s->unknown.item[i].why);
		csv_end_row(&w);
	}
	str_release(&w.field);
}

/* ---- markdown ---- */

static void put_cells(struct markdown *w, const struct swept_finding *f,
		      const struct swept_interval *i)
{
	str_addf(&w->line, "%s:%u: %s()", f->path, f->line, f->function);
	markdown_end_line(w, "| ", " |");
	markdown_cell(w, confidence_name(f->confidence));
	str_add(&w->text, is_open(i) ? " **" : " ");
	add_releases(&w->line, i);
	markdown_end_line(w, "", is_open(i) ? "** |" : " |");
	markdown_commit_cell(w, i->appeared.id, i->appeared.subject);
	markdown_commit_cell(w, i->gone.id, i->gone.subject);
	markdown_cell(w, f->message);
	str_addc(&w->text, '\n');
}

static void put_table(struct markdown *w, const struct swept_branch *b)
{
	str_addf(&w->line, "%s", b->branch);
	markdown_end_line(w, w->text.len ? "\n#### " : "#### ", "\n\n");
	add_count(&w->line, b);
	markdown_end_line(w, "", "\n");
	if (b->findings.n)
		str_add(&w->text, "\n| finding | confidence | releases | came with | gone with | "
			"message |\n| --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < b->findings.n; i++)
		for (size_t k = 0; k < b->findings.item[i].intervals.n; k++)
			put_cells(w, &b->findings.item[i], &b->findings.item[i].intervals.item[k]);
}

static void write_markdown(FILE *out, const struct sweep *s, const struct audit_report_options *o)
{
	struct markdown w = MARKDOWN_INIT;

	if (!o->quiet) {
		str_addf(&w.line, "%s, over ", s->rule);
		words_count(&w.line, s->branches.n, "branch", "branches");
		markdown_end_line(&w, "### ", "\n");
	}
	for (size_t i = 0; i < s->branches.n; i++)
		put_table(&w, &s->branches.item[i]);
	markdown_unknown(&w, s->unknown.item, s->unknown.n);
	markdown_finish(&w, out);
}

void sweep_write(FILE *out, enum audit_format f, const struct sweep *s,
		 const struct audit_report_options *o)
{
	switch (f) {
	case AUDIT_TEXT:
		write_text(out, s, o);
		break;
	case AUDIT_JSON:
		write_json(out, s);
		break;
	case AUDIT_CSV:
		write_csv(out, s);
		break;
	case AUDIT_MARKDOWN:
		write_markdown(out, s, o);
		break;
	}
}
