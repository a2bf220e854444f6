// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "report/escape.h"
#include "report/excerpt.h"
#include "report/opinion.h"
#include "report/summary.h"

#define NOTE_COLUMN 56		/* longer source lines have their note below */
#define LISTED 5		/* of the functions not parsed, unless verbose */

enum ink { INK_PLAIN, INK_PLACE, INK_ALARM, INK_NOTE, INK_DIM, INK_ADDED, INK_REMOVED };

struct text_writer {
	struct str text;
	struct excerpts sources;
	const struct report_options *options;
};

static void put(struct text_writer *w, const char *text)
{
	str_add(&w->text, text);
}

static void put_plain(struct text_writer *w, const char *text)
{
	escape_plain(&w->text, text, strlen(text));
}

static void ink(struct text_writer *w, enum ink i)
{
	static const char *const codes[] = {
		[INK_PLAIN] = "\033[0m",
		[INK_PLACE] = "\033[1m",
		[INK_ALARM] = "\033[1;31m",
		[INK_NOTE] = "\033[36m",
		[INK_DIM] = "\033[2m",
		[INK_ADDED] = "\033[32m",
		[INK_REMOVED] = "\033[31m",
	};

	if (w->options->color)
		put(w, codes[i]);
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool names(const char *message, const char *function)
{
	size_t len = strlen(function);

	for (const char *p = message; (p = strstr(p, function)); p++)
		if ((p == message || !is_name(p[-1])) && !is_name(p[len]))
			return true;
	return false;
}

static void put_title(struct text_writer *w, const struct finding *f)
{
	ink(w, INK_PLACE);
	put_plain(w, f->path);
	str_addf(&w->text, ":%u:%u: ", f->line, f->column);
	ink(w, INK_PLAIN);
	if (f->function && *f->function && !names(f->message, f->function)) {
		put_plain(w, f->function);
		put(w, "(): ");
	}
	put_plain(w, f->message);
	ink(w, INK_ALARM);
	str_addf(&w->text, " [%s, %s]", f->rule->name, confidence_name(f->confidence));
	ink(w, INK_PLAIN);
	put(w, "\n");
}

/* A step's source line without its indent; "" when the file can't be read. */
static void step_source(struct text_writer *w, const struct step *s, struct str *line)
{
	const char *text;
	size_t len;

	str_clear(line);
	if (!excerpt_line(&w->sources, s->path, s->line, &text, &len))
		return;
	while (len && (*text == ' ' || *text == '\t')) {
		text++;
		len--;
	}
	escape_source(line, text, len);
}

static size_t note_column(struct text_writer *w, const struct steps *steps)
{
	struct str line = STR_INIT;
	size_t column = 0;

	for (size_t i = 0; i < steps->all.n; i++) {
		step_source(w, &steps->all.item[i], &line);
		if (line.len > column && line.len <= NOTE_COLUMN)
			column = line.len;
	}
	str_release(&line);
	return column;
}

static void put_note(struct text_writer *w, const char *note, size_t length, size_t column)
{
	if (length > column)
		str_addf(&w->text, "\n%*s", 10 + (int)column, "");
	else
		str_addf(&w->text, "%*s", (int)(column - length), "");
	ink(w, INK_NOTE);
	put(w, column ? "  <- " : "");
	put_plain(w, note);
	ink(w, INK_PLAIN);
}

static void put_step(struct text_writer *w, const struct step *s, size_t column)
{
	const char *note = step_note(&w->sources, s);
	struct str line = STR_INIT;

	step_source(w, s, &line);
	ink(w, INK_DIM);
	str_addf(&w->text, "%8u  ", s->line);
	ink(w, INK_PLAIN);
	put(w, line.buf);
	if (*note)
		put_note(w, note, line.len, column);
	put(w, "\n");
	str_release(&line);
}

static void put_steps(struct text_writer *w, const struct finding *f)
{
	struct steps steps = { 0 };
	const char *path = f->path;
	size_t column;

	steps_of(&steps, f);
	column = note_column(w, &steps);
	for (size_t i = 0; i < steps.all.n; i++) {
		const struct step *s = &steps.all.item[i];

		if (strcmp(path, s->path)) {
			put(w, "          in ");
			put_plain(w, s->path);
			put(w, ":\n");
			path = s->path;
		}
		put_step(w, s, column);
	}
	steps_release(&steps);
}

static void put_place(struct text_writer *w, const struct place *p)
{
	str_addf(&w->text, "  %s: ", place_word(p->kind));
	put_plain(w, p->path);
	str_addf(&w->text, ":%u: ", p->line);
	put_plain(w, p->message);
	put(w, "\n");
}

static void put_opinion(struct text_writer *w, const struct finding *f)
{
	struct str opinion = STR_INIT;

	opinion_add(&opinion, f);
	if (opinion.len) {
		put(w, "  ");
		ink(w, INK_NOTE);
		escape_plain(&w->text, opinion.buf, opinion.len);
		ink(w, INK_PLAIN);
		put(w, "\n");
	}
	str_release(&opinion);
}

static void put_fixes(struct text_writer *w, const struct finding *f)
{
	for (size_t i = 0; i < f->rule->fixed_by.n; i++) {
		const struct fix *fix = &f->rule->fixed_by.item[i];

		if (!finding_has_fix(f, fix))
			continue;
		str_add(&w->text, "  fix: ");
		escape_plain(&w->text, fix->id, strnlen(fix->id, 12));
		if (fix->subject && *fix->subject) {
			put(w, " (\"");
			put_plain(w, fix->subject);
			put(w, "\")");
		}
		put(w, "\n");
	}
}

static enum ink patch_ink(const char *line)
{
	if (str_starts(line, "+++") || str_starts(line, "---"))
		return INK_PLACE;
	if (str_starts(line, "@@"))
		return INK_NOTE;
	return *line == '+' ? INK_ADDED : *line == '-' ? INK_REMOVED : INK_PLAIN;
}

/* A tab stays one: the first column of a diff is not the source's. */
static void put_patch_line(struct text_writer *w, const char *line, size_t len)
{
	size_t part;

	for (; len; line += part, len -= part) {
		const char *tab = memchr(line, '\t', len);

		part = tab ? (size_t)(tab - line) : len;
		escape_plain(&w->text, line, part);
		if (!tab)
			continue;
		put(w, "\t");
		part++;
	}
}

static void put_patch(struct text_writer *w, const char *patch)
{
	put(w, "  patch:\n");
	while (*patch) {
		size_t len = strcspn(patch, "\n");

		put(w, "    ");
		ink(w, patch_ink(patch));
		put_patch_line(w, patch, len);
		ink(w, INK_PLAIN);
		put(w, "\n");
		patch += len + (patch[len] == '\n');
	}
}

static void put_brought(struct text_writer *w, const struct finding *f)
{
	if (f->brought) {
		put(w, "  brought by: ");
		put_plain(w, f->brought);
		put(w, "\n");
	}
	if (f->mended) {
		put(w, "  mended by: ");
		put_plain(w, f->mended);
		put(w, ": bisection breaks between them\n");
	}
}

static void put_finding(struct text_writer *w, const struct finding *f)
{
	excerpts_turn(&w->sources, f);
	put_title(w, f);
	put_brought(w, f);
	put_steps(w, f);
	for (size_t i = 0; i < f->related.n; i++)
		if (!place_is_step(f->related.item[i].kind))
			put_place(w, &f->related.item[i]);
	put_opinion(w, f);
	put_fixes(w, f);
	if (f->patch) {
		put_patch(w, f->patch);
	} else if (f->no_patch) {
		put(w, "  no mechanical patch: ");
		put_plain(w, f->no_patch);
		put(w, "\n");
	}
	put(w, "\n");
}

static void put_remark(struct text_writer *w, const struct remark *m)
{
	ink(w, INK_PLACE);
	put_plain(w, m->of);
	put(w, ": ");
	ink(w, INK_PLAIN);
	put_plain(w, m->text);
	ink(w, m->fails ? INK_ALARM : INK_NOTE);
	str_addf(&w->text, " [%s]", m->check);
	ink(w, INK_PLAIN);
	put(w, "\n");
	if (m->line) {
		put(w, "  > ");
		put_plain(w, m->line);
		put(w, "\n");
	}
}

static void put_remarks(struct text_writer *w, const struct report *r)
{
	for (size_t i = 0; i < r->remarks.n; i++)
		put_remark(w, &r->remarks.item[i]);
	put(w, r->remarks.n ? "\n" : "");
}

static void put_unparsed(struct text_writer *w, const struct coverage *c)
{
	size_t n = w->options->verbose || c->unparsed.n <= LISTED ? c->unparsed.n : LISTED;

	for (size_t i = 0; i < n; i++) {
		const struct unparsed *u = &c->unparsed.item[i];

		put(w, "  not parsed: ");
		put_plain(w, u->path);
		str_addf(&w->text, ":%u", u->line);
		if (u->function && *u->function) {
			put(w, ": ");
			put_plain(w, u->function);
			put(w, "()");
		}
		put(w, "\n");
	}
	if (n < c->unparsed.n)
		str_addf(&w->text, "  not parsed: %zu more (-v lists them)\n", c->unparsed.n - n);
}

static void put_unseen(struct text_writer *w, const struct coverage *c)
{
	for (size_t i = 0; i < c->unseen.n; i++) {
		put(w, "  not seen: ");
		put_plain(w, c->unseen.item[i].path);
		put(w, ": ");
		put_plain(w, c->unseen.item[i].why);
		put(w, "\n");
	}
}

static void put_opinions(struct text_writer *w, const struct report *r)
{
	size_t before = w->text.len;

	opinion_add_counts(&w->text, r);
	put(w, w->text.len > before ? "\n" : "");
}

/* What was not seen is told in any case. */
static void put_closing(struct text_writer *w, const struct report *r)
{
	if (!w->options->quiet) {
		summary_coverage(&w->text, r);
		put(w, "\n");
	}
	put_unparsed(w, &r->coverage);
	put_unseen(w, &r->coverage);
	if (w->options->quiet)
		return;
	ink(w, r->findings.n || r->remarks.n ? INK_ALARM : INK_PLACE);
	summary_findings(&w->text, r);
	ink(w, INK_PLAIN);
	put(w, coverage_complete(&r->coverage) ? "\n" : "; not everything was seen\n");
	put_opinions(w, r);
}

void report_write_text(FILE *out, const struct report *r, const struct report_options *o)
{
	struct text_writer w = { .text = STR_INIT, .options = o };

	excerpts_open_report(&w.sources, r);
	for (size_t i = 0; i < r->findings.n; i++)
		put_finding(&w, &r->findings.item[i]);
	put_remarks(&w, r);
	put_closing(&w, r);
	fwrite(w.text.buf, 1, w.text.len, out);
	excerpts_close(&w.sources);
	str_release(&w.text);
}
