// SPDX-License-Identifier: GPL-2.0
#include "report/audit.h"

#include "base/str.h"
#include "report/csv.h"
#include "report/words.h"

static void put_day(struct csv *w, long long date)
{
	words_day(&w->field, date);
	csv_end_field(w);
}

static void put_strings(struct csv *w, char *const item[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str_add(&w->field, i ? "; " : "");
		str_add(&w->field, item[i]);
	}
	csv_end_field(w);
}

static void put_evidence(struct csv *w, const struct branch_verdict *b)
{
	for (size_t i = 0; i < b->evidence.n; i++) {
		str_add(&w->field, i ? ";" : "");
		str_add(&w->field, evidence_name(b->evidence.item[i].kind));
	}
	csv_end_field(w);
	for (size_t i = 0; i < b->evidence.n; i++) {
		str_add(&w->field, i ? "; " : "");
		words_evidence(&w->field, &b->evidence.item[i]);
	}
	csv_end_field(w);
}

/* Intervals have no column: those that first_release does not tell stand with the notes. */
static void put_notes(struct csv *w, const struct branch_verdict *b)
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

static void put_branch(struct csv *w, const struct fix_audit *f,
		       const struct branch_verdict *b)
{
	csv_put(w, name_of(f));
	csv_put(w, f->subject);
	csv_put(w, b->branch);
	csv_put(w, verdict_name(b->verdict));
	csv_put(w, b->first_release);
	csv_put(w, b->commit);
	put_day(w, b->date);
	put_evidence(w, b);
	put_notes(w, b);
	csv_put(w, verdict_name(b->claim));
	words_proof(&w->field, b);
	csv_end_field(w);
	csv_end_row(w);
}

static void put_release(struct csv *w, const struct fix_audit *f,
			const struct branch_verdict *b, const struct release_verdict *r)
{
	csv_put(w, name_of(f));
	csv_put(w, b->branch);
	csv_put(w, r->release);
	put_day(w, r->date);
	csv_put(w, verdict_name(r->verdict));
	csv_put(w, r->release ? "" : "no releases");
	csv_end_row(w);
}

static void put_releases(struct csv *w, const struct fix_audit *f,
			 const struct branch_verdict *b)
{
	struct release_verdict none = { .verdict = b->verdict };

	for (size_t i = 0; i < b->releases.n; i++)
		put_release(w, f, b, &b->releases.item[i]);
	if (!b->releases.n)
		put_release(w, f, b, &none);
}

/* A row that has but a name, the verdict unknown and, still to come, notes. */
static void put_bare(struct csv *w, bool releases, const char *what, const char *subject)
{
	csv_put(w, what);
	if (!releases)
		csv_put(w, subject);
	csv_put_blanks(w, releases ? 3 : 1);
	csv_put(w, verdict_name(VERDICT_UNKNOWN));
	csv_put_blanks(w, releases ? 0 : 5);
}

static void put_fix(struct csv *w, const struct fix_audit *f, bool releases)
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
	csv_put_blanks(w, releases ? 0 : 2);
	csv_end_row(w);
}

void audit_write_csv(FILE *out, const struct audit *a, const struct audit_report_options *o)
{
	struct csv w = CSV_INIT(out);

	(void)o;
	fputs(a->releases ? "fix,branch,release,date,verdict,notes\n" :
	      "fix,subject,branch,verdict,first_release,commit,date,"
	      "evidence_kinds,evidence,notes,claim,proof\n", out);
	for (size_t i = 0; i < a->fixes.n; i++)
		put_fix(&w, &a->fixes.item[i], a->releases);
	for (size_t i = 0; i < a->unknown.n; i++) {
		put_bare(&w, a->releases, a->unknown.item[i].what, "");
		csv_put(&w, a->unknown.item[i].why);
		csv_put_blanks(&w, a->releases ? 0 : 2);
		csv_end_row(&w);
	}
	str_release(&w.field);
}

static void put_missing(struct csv *w, const struct missing *m, const struct missing_fix *f)
{
	csv_put(w, m->branch);
	csv_put(w, f->id);
	csv_put(w, f->subject);
	csv_put(w, f->release);
	put_day(w, f->date);
	put_strings(w, f->paths.item, f->paths.n);
	csv_put(w, f->fixes.commit);
	csv_put(w, f->fixes.on_branch_as);
	csv_put(w, f->why);
	csv_put(w, verdict_name(VERDICT_MISSING));
	csv_end_row(w);
}

void missing_write_csv(FILE *out, const struct missing *m, const struct audit_report_options *o)
{
	struct csv w = CSV_INIT(out);

	(void)o;
	fputs("branch,fix,subject,release,date,paths,fixes_commit,on_branch_as,why,verdict\n",
	      out);
	for (size_t i = 0; i < m->fixes.n; i++)
		put_missing(&w, m, &m->fixes.item[i]);
	for (size_t i = 0; i < m->unknown.n; i++) {
		csv_put(&w, m->branch);
		csv_put(&w, m->unknown.item[i].what);
		csv_put_blanks(&w, 6);
		csv_put(&w, m->unknown.item[i].why);
		csv_put(&w, verdict_name(VERDICT_UNKNOWN));
		csv_end_row(&w);
	}
	str_release(&w.field);
}
