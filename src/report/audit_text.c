// SPDX-License-Identifier: GPL-2.0
#include "report/audit.h"

#include <string.h>

#include "base/str.h"
#include "report/column.h"
#include "report/words.h"

enum { INDENT = 2, UNDER = 6, COMMIT = 12, DAY = 10 };
enum { LEAST_BRANCH = 12 };	/* with less left than that, evidence goes under the row */

struct columns {		/* of the table of one fix */
	size_t branch, verdict, release;
	size_t gap;		/* blanks between two */
	bool evidence;		/* it has a column, the last */
};

struct text_writer {
	struct str text;
	struct str line;	/* the paragraph that is being put together */
	const struct audit_report_options *options;
};

static size_t most(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t left(size_t of, size_t used)
{
	return of > used ? of - used : 0;
}

static void end_paragraph(struct text_writer *w, size_t indent, size_t hang)
{
	column_paragraph(&w->text, &w->line, indent, hang);
}

static void under_row(struct text_writer *w)
{
	end_paragraph(w, UNDER, UNDER + INDENT);
}

/* The branch names get what the data leaves of a line; gaps are narrowed, then evidence moves. */
static struct columns columns_of(const struct fix_audit *f)
{
	struct columns c = { strlen("branch"), strlen("verdict"), strlen("release"), 2, true };
	size_t evidence = strlen("evidence"), data;

	for (size_t i = 0; i < f->branches.n; i++) {
		const struct branch_verdict *b = &f->branches.item[i];

		c.branch = most(c.branch, column_width(b->branch));
		c.verdict = most(c.verdict, strlen(verdict_name(b->verdict)));
		c.release = most(c.release, column_width(words_release(b)));
		evidence = most(evidence, strlen(words_evidence_word(b)) +
						strlen(words_proof_mark(b)));
	}
	data = INDENT + c.verdict + c.release + COMMIT + DAY;
	if (c.branch + data + evidence + 5 * c.gap <= COLUMN_LIMIT)
		return c;
	c.gap = 1;
	if (c.branch + data + evidence + 5 * c.gap <= COLUMN_LIMIT)
		return c;
	c.evidence = left(COLUMN_LIMIT, data + evidence + 5) >= LEAST_BRANCH;
	data += c.evidence ? evidence + 5 : 4;
	if (c.branch > most(left(COLUMN_LIMIT, data), LEAST_BRANCH))
		c.branch = most(left(COLUMN_LIMIT, data), LEAST_BRANCH);
	return c;
}

static void put_gap(struct text_writer *w, const struct columns *c)
{
	column_cell(&w->text, "", c->gap);
}

static void put_titles(struct text_writer *w, const struct columns *c)
{
	column_cell(&w->text, "", INDENT);
	column_cell(&w->text, "branch", c->branch + c->gap);
	column_cell(&w->text, "verdict", c->verdict + c->gap);
	column_cell(&w->text, "release", c->release + c->gap);
	column_cell(&w->text, "commit", COMMIT + c->gap);
	column_cell(&w->text, "date", c->evidence ? DAY + c->gap : 0);
	str_add(&w->text, c->evidence ? "evidence\n" : "\n");
}

static void put_verdict(struct text_writer *w, enum verdict v, size_t width)
{
	static const char *const codes[] = {
		[VERDICT_CARRIES] = "\033[32m",
		[VERDICT_MISSING] = "\033[31m",
		[VERDICT_PARTIAL] = "\033[33m",
		[VERDICT_REVERTED] = "\033[31m",
		[VERDICT_NOT_AFFECTED] = "\033[2m",
		[VERDICT_UNKNOWN] = "\033[33m",
	};
	const char *name = verdict_name(v);

	if (w->options->color)
		str_add(&w->text, codes[v]);
	str_add(&w->text, name);
	if (w->options->color)
		str_add(&w->text, "\033[0m");
	column_cell(&w->text, "", left(width, strlen(name)));
}

/* A cell of what may be absent; @text is emptied. */
static void put_cell(struct text_writer *w, struct str *text, size_t width)
{
	column_cell(&w->text, text->len ? text->buf : "-", width);
	str_clear(text);
}

static void put_row(struct text_writer *w, const struct columns *c, const struct branch_verdict *b)
{
	column_cell(&w->text, "", INDENT);
	column_cell_cut(&w->text, b->branch, c->branch);
	put_gap(w, c);
	put_verdict(w, b->verdict, c->verdict + c->gap);
	str_add(&w->line, words_release(b));
	put_cell(w, &w->line, c->release + c->gap);
	str_addf(&w->line, "%.12s", b->commit);
	put_cell(w, &w->line, COMMIT + c->gap);
	words_day(&w->line, b->date);
	put_cell(w, &w->line, c->evidence ? DAY + c->gap : 0);
	if (c->evidence) {
		str_add(&w->text, words_evidence_word(b));
		str_add(&w->text, words_proof_mark(b));
	}
	str_addc(&w->text, '\n');
}

static void put_place(struct text_writer *w, const struct branch_verdict *b)
{
	if (b->ref)
		str_add(&w->line, b->ref);
	if (*b->tip)
		str_addf(&w->line, "%sat %.12s", w->line.len ? " " : "", b->tip);
	if (b->last_release) {
		words_listed(&w->line, "newest release ");
		str_add(&w->line, b->last_release);
	}
	if (w->line.len)
		under_row(w);
}

/*
 * Without -v, the main evidence of what its row alone doesn't explain, and all of what
 * is mixed, or where the code speaks against a message.
 */
static bool is_shown(const struct text_writer *w, const struct columns *c,
		     const struct branch_verdict *b, const struct evidence *e)
{
	bool main = e == words_main_evidence(b);

	if (w->options->verbose)
		return true;
	switch (b->verdict) {
	case VERDICT_PARTIAL:
	case VERDICT_REVERTED:
	case VERDICT_UNKNOWN:
		return !words_is_proof(b, e);
	case VERDICT_MISSING:
		return !words_is_proof(b, e) && (main || b->claim != b->verdict);
	case VERDICT_CARRIES:
	case VERDICT_NOT_AFFECTED:
		break;
	}
	return main && (!c->evidence || e->kind == EVIDENCE_SUBJECT || e->kind == EVIDENCE_CODE);
}

/* What is well, by history and code, its row tells. */
static bool is_proof_shown(const struct text_writer *w, const struct branch_verdict *b)
{
	bool well = b->verdict == VERDICT_CARRIES || b->verdict == VERDICT_NOT_AFFECTED;
	bool bad = b->proof.state == CODE_HAS_BUG || b->proof.state == CODE_PARTIAL;

	return w->options->verbose || !well || bad || b->verdict != b->claim;
}

static void put_under(struct text_writer *w, const struct columns *c,
		      const struct branch_verdict *b)
{
	if (w->options->verbose)
		put_place(w, b);
	if (w->options->verbose || !words_intervals_plain(b))
		words_intervals(&w->line, b);
	if (w->line.len)
		under_row(w);
	for (size_t i = 0; i < b->evidence.n; i++) {
		if (!is_shown(w, c, b, &b->evidence.item[i]))
			continue;
		words_evidence(&w->line, &b->evidence.item[i]);
		under_row(w);
	}
	if (is_proof_shown(w, b))
		words_proof_brief(&w->line, b);
	if (w->line.len)
		under_row(w);
	if (!c->evidence && !b->evidence.n)
		str_add(&w->text, "      no evidence\n");
	for (size_t i = 0; i < b->notes.n; i++) {
		str_add(&w->line, b->notes.item[i]);
		under_row(w);
	}
}

static void put_releases(struct text_writer *w, const struct branch_verdict *b)
{
	size_t width = 0;

	for (size_t i = 0; i < b->releases.n; i++)
		width = most(width, column_width(b->releases.item[i].release));
	for (size_t i = 0; i < b->releases.n; i++) {
		const struct release_verdict *r = &b->releases.item[i];

		column_cell(&w->text, "", UNDER);
		column_cell(&w->text, r->release, width + 2);
		words_day(&w->line, r->date);
		put_cell(w, &w->line, DAY + 2);
		put_verdict(w, r->verdict, 0);
		str_addc(&w->text, '\n');
	}
	if (!b->releases.n)
		str_add(&w->text, "      no releases\n");
}

static void put_table(struct text_writer *w, const struct fix_audit *f, bool releases)
{
	struct columns c = columns_of(f);

	str_addc(&w->text, '\n');
	if (!f->branches.n) {
		str_add(&w->text, "  no branches\n");
		return;
	}
	put_titles(w, &c);
	for (size_t i = 0; i < f->branches.n; i++) {
		put_row(w, &c, &f->branches.item[i]);
		put_under(w, &c, &f->branches.item[i]);
		if (releases)
			put_releases(w, &f->branches.item[i]);
	}
}

static void put_head(struct text_writer *w, const struct fix_audit *f)
{
	words_fix(&w->line, f);
	end_paragraph(w, 0, 2 * INDENT);
	words_origin(&w->line, f);
	if (w->line.len)
		end_paragraph(w, INDENT, 2 * INDENT);
	for (size_t i = 0; i < f->introducers.n; i++) {
		words_introducer(&w->line, &f->introducers.item[i]);
		end_paragraph(w, INDENT, 2 * INDENT);
	}
	if (!f->introducers.n)
		str_add(&w->text, "  nothing says which commit introduced the bug\n");
}

static void put_follower(struct text_writer *w, const struct follower *f)
{
	struct str names = STR_INIT;

	str_add(&w->line, "repaired by ");
	words_commit(&w->line, f->id, f->subject);
	str_add(&w->line, ", ");
	str_add(&w->line, f->release ? f->release : "in no release yet");
	end_paragraph(w, INDENT, 2 * INDENT);
	for (size_t i = 0; i < f->without.n; i++)
		words_listed(&names, f->without.item[i]);
	if (f->without.n)
		str_add(&w->line, "carry the fix without it: ");
	str_add(&w->line, f->without.n ? names.buf : "every branch that carries the fix has it");
	end_paragraph(w, 2 * INDENT, 3 * INDENT);
	str_release(&names);
}

/* Empties @names. */
static void put_open(struct text_writer *w, enum verdict v, struct str *names)
{
	if (!names->len)
		return;
	str_addf(&w->line, "%s: ", verdict_name(v));
	str_add(&w->line, names->buf);
	end_paragraph(w, INDENT, 2 * INDENT);
	str_clear(names);
}

static void put_summary(struct text_writer *w, const struct fix_audit *f)
{
	struct tally t = { 0 };
	struct str names = STR_INIT;

	tally_add(&t, f);
	if (!t.total)
		return;
	words_count(&w->line, t.total, "branch: ", "branches: ");
	words_tally(&w->line, &t);
	end_paragraph(w, INDENT, 2 * INDENT);
	for (size_t i = 0; i < WORDS_OPEN; i++) {
		words_branches(&names, f, words_open[i]);
		put_open(w, words_open[i], &names);
	}
	str_release(&names);
}

static void put_fix(struct text_writer *w, const struct fix_audit *f, bool releases)
{
	put_head(w, f);
	put_table(w, f, releases);
	if (f->followers.n || f->notes.n || (!w->options->quiet && f->branches.n))
		str_addc(&w->text, '\n');
	for (size_t i = 0; i < f->followers.n; i++)
		put_follower(w, &f->followers.item[i]);
	for (size_t i = 0; i < f->notes.n; i++) {
		str_add(&w->line, "note: ");
		str_add(&w->line, f->notes.item[i]);
		end_paragraph(w, INDENT, 2 * INDENT);
	}
	if (!w->options->quiet)
		put_summary(w, f);
}

static void put_whole_summary(struct text_writer *w, const struct audit *a)
{
	struct tally t = { 0 };
	struct str names = STR_INIT;

	for (size_t i = 0; i < a->fixes.n; i++)
		tally_add(&t, &a->fixes.item[i]);
	str_addc(&w->text, '\n');
	words_count(&w->line, a->fixes.n, "fix, ", "fixes, ");
	words_count(&w->line, t.total, "verdict", "verdicts");
	str_add(&w->line, t.total ? ": " : "");
	words_tally(&w->line, &t);
	end_paragraph(w, 0, INDENT);
	for (size_t i = 0; i < WORDS_OPEN; i++) {
		words_all_branches(&names, a, words_open[i]);
		put_open(w, words_open[i], &names);
	}
	str_release(&names);
}

static void put_unknown(struct text_writer *w, const struct unknown *u)
{
	str_addf(&w->line, "unknown: %s: %s", u->what, u->why);
	end_paragraph(w, 0, INDENT);
}

void audit_write_text(FILE *out, const struct audit *a, const struct audit_report_options *o)
{
	struct text_writer w = { .text = STR_INIT, .line = STR_INIT, .options = o };

	for (size_t i = 0; i < a->fixes.n; i++) {
		if (i)
			str_addc(&w.text, '\n');
		put_fix(&w, &a->fixes.item[i], a->releases);
	}
	if (!o->quiet && a->fixes.n > 1)
		put_whole_summary(&w, a);
	if (!o->quiet && !a->fixes.n)
		str_add(&w.text, "no fixes\n");
	if (w.text.len && a->unknown.n)
		str_addc(&w.text, '\n');
	for (size_t i = 0; i < a->unknown.n; i++)
		put_unknown(&w, &a->unknown.item[i]);
	fwrite(w.text.buf, 1, w.text.len, out);
	str_release(&w.text);
	str_release(&w.line);
}
