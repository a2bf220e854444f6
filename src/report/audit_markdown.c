// SPDX-License-Identifier: GPL-2.0
#include "report/audit.h"

#include <string.h>

#include "base/str.h"
#include "report/markdown.h"
#include "report/words.h"

static void put_day_cell(struct markdown *w, long long date)
{
	words_day(&w->line, date);
	markdown_end_line(w, " ", " |");
}

static void put_verdict_cell(struct markdown *w, enum verdict v)
{
	bool plain = v == VERDICT_CARRIES || v == VERDICT_NOT_AFFECTED;

	str_addf(&w->text, plain ? " %s |" : " **%s** |", verdict_name(v));
}

/* Ends a line within a cell. */
static void end_part(struct markdown *w, size_t cell)
{
	markdown_end_line(w, w->text.len > cell ? "<br>" : "", "");
}

static void put_evidence_cell(struct markdown *w, const struct branch_verdict *b)
{
	size_t cell;

	str_addc(&w->text, ' ');
	cell = w->text.len;
	for (size_t i = 0; i < b->evidence.n; i++) {
		if (words_is_proof(b, &b->evidence.item[i]))
			continue;
		words_evidence(&w->line, &b->evidence.item[i]);
		end_part(w, cell);
	}
	words_proof_brief(&w->line, b);
	if (w->line.len)
		end_part(w, cell);
	if (w->text.len == cell)
		str_add(&w->text, "none");
	if (!words_intervals_plain(b)) {
		words_intervals(&w->line, b);
		end_part(w, cell);
	}
	for (size_t i = 0; i < b->notes.n; i++) {
		str_add(&w->line, b->notes.item[i]);
		end_part(w, cell);
	}
	str_add(&w->text, " |");
}

static void put_branches(struct markdown *w, const struct fix_audit *f)
{
	if (!f->branches.n) {
		str_add(&w->text, "\nNo branches.\n");
		return;
	}
	str_add(&w->text, "\n| branch | verdict | release | commit | date | evidence |\n"
		"| --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < f->branches.n; i++) {
		const struct branch_verdict *b = &f->branches.item[i];

		str_addc(&w->text, '|');
		markdown_cell(w, b->branch);
		put_verdict_cell(w, b->verdict);
		markdown_cell(w, words_release(b));
		markdown_commit_cell(w, b->commit, NULL);
		put_day_cell(w, b->date);
		put_evidence_cell(w, b);
		str_addc(&w->text, '\n');
	}
}

static void put_releases(struct markdown *w, const struct branch_verdict *b)
{
	str_add(&w->line, b->branch);
	markdown_end_line(w, "\n#### ", "\n\n");
	if (!b->releases.n) {
		str_add(&w->text, "No releases.\n");
		return;
	}
	str_add(&w->text, "| release | date | verdict |\n| --- | --- | --- |\n");
	for (size_t i = 0; i < b->releases.n; i++) {
		str_addc(&w->text, '|');
		markdown_cell(w, b->releases.item[i].release);
		put_day_cell(w, b->releases.item[i].date);
		put_verdict_cell(w, b->releases.item[i].verdict);
		str_addc(&w->text, '\n');
	}
}

static void put_head(struct markdown *w, const struct fix_audit *f)
{
	words_fix(&w->line, f);
	markdown_end_line(w, "### ", "\n\n");
	words_origin(&w->line, f);
	if (w->line.len)
		markdown_end_line(w, "- ", "\n");
	for (size_t i = 0; i < f->introducers.n; i++) {
		words_introducer(&w->line, &f->introducers.item[i]);
		markdown_end_line(w, "- ", "\n");
	}
	if (!f->introducers.n)
		str_add(&w->text, "- nothing says which commit introduced the bug\n");
}

static void put_follower(struct markdown *w, const struct follower *f)
{
	str_add(&w->line, "repaired by ");
	words_commit(&w->line, f->id, f->subject);
	str_add(&w->line, ", ");
	str_add(&w->line, f->release ? f->release : "in no release yet");
	if (!f->without.n)
		str_add(&w->line, "; every branch that carries the fix has it");
	for (size_t i = 0; i < f->without.n; i++) {
		str_add(&w->line, i ? ", " : "; carry the fix without it: ");
		str_add(&w->line, f->without.item[i]);
	}
	markdown_end_line(w, "- ", "\n");
}

/* Empties @names. */
static void put_open(struct markdown *w, enum verdict v, struct str *names)
{
	if (!names->len)
		return;
	str_addf(&w->text, "- **%s**: ", verdict_name(v));
	str_add(&w->line, names->buf);
	markdown_end_line(w, "", "\n");
	str_clear(names);
}

static void put_summary(struct markdown *w, const struct fix_audit *f)
{
	struct tally t = { 0 };
	struct str names = STR_INIT;

	tally_add(&t, f);
	if (!t.total)
		return;
	words_count(&w->line, t.total, "branch: ", "branches: ");
	words_tally(&w->line, &t);
	markdown_end_line(w, "- ", "\n");
	for (size_t i = 0; i < WORDS_OPEN; i++) {
		words_branches(&names, f, words_open[i]);
		put_open(w, words_open[i], &names);
	}
	str_release(&names);
}

static void put_fix(struct markdown *w, const struct fix_audit *f, bool releases, bool quiet)
{
	put_head(w, f);
	put_branches(w, f);
	for (size_t i = 0; releases && i < f->branches.n; i++)
		put_releases(w, &f->branches.item[i]);
	if (f->followers.n || f->notes.n || (!quiet && f->branches.n))
		str_addc(&w->text, '\n');
	for (size_t i = 0; i < f->followers.n; i++)
		put_follower(w, &f->followers.item[i]);
	for (size_t i = 0; i < f->notes.n; i++) {
		str_add(&w->line, f->notes.item[i]);
		markdown_end_line(w, "- note: ", "\n");
	}
	if (!quiet)
		put_summary(w, f);
}

static void put_whole_summary(struct markdown *w, const struct audit *a)
{
	struct tally t = { 0 };
	struct str names = STR_INIT;

	for (size_t i = 0; i < a->fixes.n; i++)
		tally_add(&t, &a->fixes.item[i]);
	words_count(&w->line, a->fixes.n, "fix, ", "fixes, ");
	words_count(&w->line, t.total, "verdict", "verdicts");
	str_add(&w->line, t.total ? ": " : "");
	words_tally(&w->line, &t);
	markdown_end_line(w, "\n### All fixes\n\n- ", "\n");
	for (size_t i = 0; i < WORDS_OPEN; i++) {
		words_all_branches(&names, a, words_open[i]);
		put_open(w, words_open[i], &names);
	}
	str_release(&names);
}

void audit_write_markdown(FILE *out, const struct audit *a, const struct audit_report_options *o)
{
	struct markdown w = MARKDOWN_INIT;

	for (size_t i = 0; i < a->fixes.n; i++) {
		if (i)
			str_addc(&w.text, '\n');
		put_fix(&w, &a->fixes.item[i], a->releases, o->quiet);
	}
	if (!o->quiet && a->fixes.n > 1)
		put_whole_summary(&w, a);
	if (!o->quiet && !a->fixes.n)
		str_add(&w.text, "No fixes.\n");
	markdown_unknown(&w, a->unknown.item, a->unknown.n);
	markdown_finish(&w, out);
}

static void put_lines_cell(struct markdown *w, char *const item[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str_add(&w->line, item[i]);
		markdown_end_line(w, i ? "<br>" : " ", "");
	}
	str_add(&w->text, " |");
}

static void put_missing(struct markdown *w, const struct missing_fix *f)
{
	str_addc(&w->text, '|');
	markdown_commit_cell(w, f->id, f->subject);
	markdown_cell(w, f->release);
	put_day_cell(w, f->date);
	markdown_commit_cell(w, f->fixes.commit, *f->fixes.commit ? f->fixes.subject : NULL);
	str_addf(&w->line, "%.12s", f->fixes.on_branch_as);
	if (w->line.len && f->fixes.on_branch_in)
		str_addf(&w->line, " since %s", f->fixes.on_branch_in);
	markdown_end_line(w, " ", " |");
	put_lines_cell(w, f->paths.item, f->paths.n);
	markdown_cell(w, f->why);
	put_lines_cell(w, f->followers.item, f->followers.n);
	str_addc(&w->text, '\n');
}

void missing_write_markdown(FILE *out, const struct missing *m,
			    const struct audit_report_options *o)
{
	struct markdown w = MARKDOWN_INIT;

	str_add(&w.line, m->branch);
	markdown_end_line(&w, "### Missing on ", "\n");
	if (m->fixes.n)
		str_add(&w.text, "\n| fix | release | date | fixes | on the branch | paths | why | "
			"with it |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < m->fixes.n; i++)
		put_missing(&w, &m->fixes.item[i]);
	if (!o->quiet) {
		words_count(&w.line, m->fixes.n, "fix missing; ", "fixes missing; ");
		words_count(&w.line, m->seen, "upstream commit", "upstream commits");
		str_add(&w.line, " with a Fixes: line looked at");
		markdown_end_line(&w, "\n", "\n");
	}
	markdown_unknown(&w, m->unknown.item, m->unknown.n);
	markdown_finish(&w, out);
}
