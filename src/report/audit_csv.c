// SPDX-License-Identifier: GPL-2.0
#include "report/audit.h"

#include <string.h>

#include "base/str.h"
#include "report/escape.h"
#include "report/words.h"

struct csv_writer {
	FILE *out;
	struct str field;	/* the one that is being put together, as outside text */
	bool begun;		/* the row has a field */
};

/* What a spreadsheet would calculate is text. */
static void guard(struct str *to, const struct str *field)
{
	if (field->len && strchr("=+-@", *field->buf))
		str_addc(to, '\'');
	escape_plain(to, field->buf, field->len);
}

static void end_field(struct csv_writer *w)
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

static void end_row(struct csv_writer *w)
{
	fputc('\n', w->out);
	w->begun = false;
}

static void put(struct csv_writer *w, const char *text)
{
	str_add(&w->field, text ? text : "");
	end_field(w);
}

static void put_day(struct csv_writer *w, long long date)
{
	words_day(&w->field, date);
	end_field(w);
}

static void put_strings(struct csv_writer *w, char *const item[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str_add(&w->field, i ? "; " : "");
		str_add(&w->field, item[i]);
	}
	end_field(w);
}

static void put_evidence(struct csv_writer *w, const struct branch_verdict *b)
{
	for (size_t i = 0; i < b->evidence.n; i++) {
		str_add(&w->field, i ? ";" : "");
		str_add(&w->field, evidence_name(b->evidence.item[i].kind));
	}
	end_field(w);
	for (size_t i = 0; i < b->evidence.n; i++) {
		str_add(&w->field, i ? "; " : "");
		words_evidence(&w->field, &b->evidence.item[i]);
	}
	end_field(w);
}

/* Intervals have no column: those that first_release does not tell stand with the notes. */
static void put_notes(struct csv_writer *w, const struct branch_verdict *b)
{
	if (!words_intervals_plain(b)) {
		words_intervals(&w->field, b);
		str_add(&w->field, b->notes.n ? "; " : "");
	}
	put_strings(w, b->notes.item, b->notes.n);
}

static const char *name_of(const struct fix_audit *f)
{
	return *f->fix ? f->fix : f->given;
}

static void put_branch(struct csv_writer *w, const struct fix_audit *f,
		       const struct branch_verdict *b)
{
	put(w, name_of(f));
	put(w, f->subject);
	put(w, b->branch);
	put(w, verdict_name(b->verdict));
	put(w, b->first_release);
	put(w, b->commit);
	put_day(w, b->date);
	put_evidence(w, b);
	put_notes(w, b);
	put(w, verdict_name(b->claim));
	words_proof(&w->field, b);
	end_field(w);
	end_row(w);
}

static void put_release(struct csv_writer *w, const struct fix_audit *f,
			const struct branch_verdict *b, const struct release_verdict *r)
{
	put(w, name_of(f));
	put(w, b->branch);
	put(w, r->release);
	put_day(w, r->date);
	put(w, verdict_name(r->verdict));
	put(w, r->release ? "" : "no releases");
	end_row(w);
}

static void put_releases(struct csv_writer *w, const struct fix_audit *f,
			 const struct branch_verdict *b)
{
	struct release_verdict none = { .verdict = b->verdict };

	for (size_t i = 0; i < b->releases.n; i++)
		put_release(w, f, b, &b->releases.item[i]);
	if (!b->releases.n)
		put_release(w, f, b, &none);
}

static void put_blanks(struct csv_writer *w, size_t n)
{
	while (n--)
		put(w, "");
}

/* A row that has but a name, the verdict unknown and, still to come, notes. */
static void put_bare(struct csv_writer *w, bool releases, const char *what, const char *subject)
{
	put(w, what);
	if (!releases)
		put(w, subject);
	put_blanks(w, releases ? 3 : 1);
	put(w, verdict_name(VERDICT_UNKNOWN));
	put_blanks(w, releases ? 0 : 5);
}

static void put_fix(struct csv_writer *w, const struct fix_audit *f, bool releases)
{
	for (size_t i = 0; i < f->branches.n; i++)
		if (releases)
			put_releases(w, f, &f->branches.item[i]);
		else
			put_branch(w, f, &f->branches.item[i]);
	if (f->branches.n)
		return;
	put_bare(w, releases, name_of(f), f->subject);
	put_strings(w, f->notes.item, f->notes.n);
	put_blanks(w, releases ? 0 : 2);
	end_row(w);
}

void audit_write_csv(FILE *out, const struct audit *a, const struct audit_report_options *o)
{
	struct csv_writer w = { .out = out, .field = STR_INIT };

	(void)o;
	fputs(a->releases ? "fix,branch,release,date,verdict,notes\n" :
	      "fix,subject,branch,verdict,first_release,commit,date,"
	      "evidence_kinds,evidence,notes,claim,proof\n", out);
	for (size_t i = 0; i < a->fixes.n; i++)
		put_fix(&w, &a->fixes.item[i], a->releases);
	for (size_t i = 0; i < a->unknown.n; i++) {
		put_bare(&w, a->releases, a->unknown.item[i].what, "");
		put(&w, a->unknown.item[i].why);
		put_blanks(&w, a->releases ? 0 : 2);
		end_row(&w);
	}
	str_release(&w.field);
}

static void put_missing(struct csv_writer *w, const struct missing *m, const struct missing_fix *f)
{
	put(w, m->branch);
	put(w, f->id);
	put(w, f->subject);
	put(w, f->release);
	put_day(w, f->date);
	put_strings(w, f->paths.item, f->paths.n);
	put(w, f->fixes.commit);
	put(w, f->fixes.on_branch_as);
	put(w, f->why);
	put(w, verdict_name(VERDICT_MISSING));
	end_row(w);
}

void missing_write_csv(FILE *out, const struct missing *m, const struct audit_report_options *o)
{
	struct csv_writer w = { .out = out, .field = STR_INIT };

	(void)o;
	fputs("branch,fix,subject,release,date,paths,fixes_commit,on_branch_as,why,verdict\n",
	      out);
	for (size_t i = 0; i < m->fixes.n; i++)
		put_missing(&w, m, &m->fixes.item[i]);
	for (size_t i = 0; i < m->unknown.n; i++) {
		put(&w, m->branch);
		put(&w, m->unknown.item[i].what);
		put_blanks(&w, 6);
		put(&w, m->unknown.item[i].why);
		put(&w, verdict_name(VERDICT_UNKNOWN));
		end_row(&w);
	}
	str_release(&w.field);
}
