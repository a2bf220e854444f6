// SPDX-License-Identifier: GPL-2.0
#include "report/audit.h"

#include <string.h>

#include "base/str.h"
#include "report/escape.h"
#include "report/words.h"

struct markdown_writer {
	struct str text;
	struct str line;	/* outside text that is being put together */
	const struct audit_report_options *options;
};

/* Adds the line between @before and @after, which are markup. */
static void end_line(struct markdown_writer *w, const char *before, const char *after)
{
	str_add(&w->text, before);
	escape_markdown(&w->text, w->line.buf, w->line.len);
	str_add(&w->text, after);
	str_clear(&w->line);
}

static void put_cell(struct markdown_writer *w, const char *text)
{
	str_add(&w->line, text ? text : "");
	end_line(w, " ", " |");
}

static void put_day_cell(struct markdown_writer *w, long long date)
{
	words_day(&w->line, date);
	end_line(w, " ", " |");
}

static void put_commit_cell(struct markdown_writer *w, const char *id, const char *subject)
{
	words_commit(&w->line, id, subject);
	end_line(w, " ", " |");
}

static void put_verdict_cell(struct markdown_writer *w, enum verdict v)
{
	bool plain = v == VERDICT_CARRIES || v == VERDICT_NOT_AFFECTED;

	str_addf(&w->text, plain ? " %s |" : " **%s** |", verdict_name(v));
}

/* Ends a line within a cell. */
static void end_part(struct markdown_writer *w, size_t cell)
{
	end_line(w, w->text.len > cell ? "<br>" : "", "");
}

static void put_evidence_cell(struct markdown_writer *w, const struct branch_verdict *b)
{
	size_t cell;

	str_addc(&w->text, ' ');
	cell = w->text.len;
	for (size_t i = 0; i < b->evidence.n; i++) {
		words_evidence(&w->line, &b->evidence.item[i]);
		end_part(w, cell);
	}
	words_proof(&w->line, b);
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

static void put_branches(struct markdown_writer *w, const struct fix_audit *f)
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
		put_cell(w, b->branch);
		put_verdict_cell(w, b->verdict);
		put_cell(w, words_release(b));
		put_commit_cell(w, b->commit, NULL);
		put_day_cell(w, b->date);
		put_evidence_cell(w, b);
		str_addc(&w->text, '\n');
	}
}

static void put_releases(struct markdown_writer *w, const struct branch_verdict *b)
{
	str_add(&w->line, b->branch);
	end_line(w, "\n#### ", "\n\n");
	if (!b->releases.n) {
		str_add(&w->text, "No releases.\n");
		return;
	}
	str_add(&w->text, "| release | date | verdict |\n| --- | --- | --- |\n");
	for (size_t i = 0; i < b->releases.n; i++) {
		str_addc(&w->text, '|');
		put_cell(w, b->releases.item[i].release);
		put_day_cell(w, b->releases.item[i].date);
		put_verdict_cell(w, b->releases.item[i].verdict);
		str_addc(&w->text, '\n');
	}
}

static void put_head(struct markdown_writer *w, const struct fix_audit *f)
{
	words_fix(&w->line, f);
	end_line(w, "### ", "\n\n");
	words_origin(&w->line, f);
	if (w->line.len)
		end_line(w, "- ", "\n");
	for (size_t i = 0; i < f->introducers.n; i++) {
		words_introducer(&w->line, &f->introducers.item[i]);
		end_line(w, "- ", "\n");
	}
	if (!f->introducers.n)
		str_add(&w->text, "- nothing says which commit introduced the bug\n");
}

static void put_follower(struct markdown_writer *w, const struct follower *f)
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
	end_line(w, "- ", "\n");
}

/* Empties @names. */
static void put_open(struct markdown_writer *w, enum verdict v, struct str *names)
{
	if (!names->len)
		return;
	str_addf(&w->text, "- **%s**: ", verdict_name(v));
	str_add(&w->line, names->buf);
	end_line(w, "", "\n");
	str_clear(names);
}

static void put_summary(struct markdown_writer *w, const struct fix_audit *f)
{
	struct tally t = { 0 };
	struct str names = STR_INIT;

	tally_add(&t, f);
	if (!t.total)
		return;
	words_count(&w->line, t.total, "branch: ", "branches: ");
	words_tally(&w->line, &t);
	end_line(w, "- ", "\n");
	for (size_t i = 0; i < WORDS_OPEN; i++) {
		words_branches(&names, f, words_open[i]);
		put_open(w, words_open[i], &names);
	}
	str_release(&names);
}

static void put_fix(struct markdown_writer *w, const struct fix_audit *f, bool releases)
{
	put_head(w, f);
	put_branches(w, f);
	for (size_t i = 0; releases && i < f->branches.n; i++)
		put_releases(w, &f->branches.item[i]);
	if (f->followers.n || f->notes.n || (!w->options->quiet && f->branches.n))
		str_addc(&w->text, '\n');
	for (size_t i = 0; i < f->followers.n; i++)
		put_follower(w, &f->followers.item[i]);
	for (size_t i = 0; i < f->notes.n; i++) {
		str_add(&w->line, f->notes.item[i]);
		end_line(w, "- note: ", "\n");
	}
	if (!w->options->quiet)
		put_summary(w, f);
}

static void put_whole_summary(struct markdown_writer *w, const struct audit *a)
{
	struct tally t = { 0 };
	struct str names = STR_INIT;

	for (size_t i = 0; i < a->fixes.n; i++)
		tally_add(&t, &a->fixes.item[i]);
	words_count(&w->line, a->fixes.n, "fix, ", "fixes, ");
	words_count(&w->line, t.total, "verdict", "verdicts");
	str_add(&w->line, t.total ? ": " : "");
	words_tally(&w->line, &t);
	end_line(w, "\n### All fixes\n\n- ", "\n");
	for (size_t i = 0; i < WORDS_OPEN; i++) {
		words_all_branches(&names, a, words_open[i]);
		put_open(w, words_open[i], &names);
	}
	str_release(&names);
}

static void put_unknown(struct markdown_writer *w, const struct unknown item[], size_t n)
{
	if (n && w->text.len)
		str_addc(&w->text, '\n');
	for (size_t i = 0; i < n; i++) {
		str_addf(&w->line, "%s: %s", item[i].what, item[i].why);
		end_line(w, "- **unknown**: ", "\n");
	}
}

static void finish(struct markdown_writer *w, FILE *out)
{
	fwrite(w->text.buf, 1, w->text.len, out);
	str_release(&w->text);
	str_release(&w->line);
}

void audit_write_markdown(FILE *out, const struct audit *a, const struct audit_report_options *o)
{
	struct markdown_writer w = { .text = STR_INIT, .line = STR_INIT, .options = o };

	for (size_t i = 0; i < a->fixes.n; i++) {
		if (i)
			str_addc(&w.text, '\n');
		put_fix(&w, &a->fixes.item[i], a->releases);
	}
	if (!o->quiet && a->fixes.n > 1)
		put_whole_summary(&w, a);
	if (!o->quiet && !a->fixes.n)
		str_add(&w.text, "No fixes.\n");
	put_unknown(&w, a->unknown.item, a->unknown.n);
	finish(&w, out);
}

static void put_lines_cell(struct markdown_writer *w, char *const item[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str_add(&w->line, item[i]);
		end_line(w, i ? "<br>" : " ", "");
	}
	str_add(&w->text, " |");
}

static void put_missing(struct markdown_writer *w, const struct missing_fix *f)
{
	str_addc(&w->text, '|');
	put_commit_cell(w, f->id, f->subject);
	put_cell(w, f->release);
	put_day_cell(w, f->date);
	put_commit_cell(w, f->fixes.commit, *f->fixes.commit ? f->fixes.subject : NULL);
	str_addf(&w->line, "%.12s", f->fixes.on_branch_as);
	if (w->line.len && f->fixes.on_branch_in)
		str_addf(&w->line, " since %s", f->fixes.on_branch_in);
	end_line(w, " ", " |");
	put_lines_cell(w, f->paths.item, f->paths.n);
	put_cell(w, f->why);
	put_lines_cell(w, f->followers.item, f->followers.n);
	str_addc(&w->text, '\n');
}

void missing_write_markdown(FILE *out, const struct missing *m,
			    const struct audit_report_options *o)
{
	struct markdown_writer w = { .text = STR_INIT, .line = STR_INIT, .options = o };

	str_add(&w.line, m->branch);
	end_line(&w, "### Missing on ", "\n");
	if (m->fixes.n)
		str_add(&w.text, "\n| fix | release | date | fixes | on the branch | paths | why | "
			"with it |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < m->fixes.n; i++)
		put_missing(&w, &m->fixes.item[i]);
	if (!o->quiet) {
		words_count(&w.line, m->fixes.n, "fix missing; ", "fixes missing; ");
		words_count(&w.line, m->seen, "upstream commit", "upstream commits");
		str_add(&w.line, " with a Fixes: line looked at");
		end_line(&w, "\n", "\n");
	}
	put_unknown(&w, m->unknown.item, m->unknown.n);
	finish(&w, out);
}
