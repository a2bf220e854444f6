// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "report/words.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "base/map.h"

const enum verdict words_open[WORDS_OPEN] = {
	VERDICT_MISSING, VERDICT_REVERTED, VERDICT_PARTIAL, VERDICT_UNKNOWN,
};

static bool parts_of(long long date, struct tm *tm)
{
	time_t t = date;

	return date && gmtime_r(&t, tm) && tm->tm_year >= -1900 && tm->tm_year < 8100;
}

void words_day(struct str *to, long long date)
{
	struct tm tm;

	if (parts_of(date, &tm))
		str_addf(to, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

void words_time(struct str *to, long long date)
{
	struct tm tm;

	words_day(to, date);
	if (parts_of(date, &tm))
		str_addf(to, "T%02d:%02d:%02dZ", tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void words_count(struct str *to, size_t n, const char *one, const char *many)
{
	str_addf(to, "%zu %s", n, n == 1 ? one : many);
}

void words_listed(struct str *to, const char *text)
{
	if (to->len)
		str_add(to, ", ");
	str_add(to, text);
}

static bool is_empty(const char *text)
{
	return !text || !*text;
}

void words_commit(struct str *to, const char *id, const char *subject)
{
	str_addf(to, "%.12s", id);
	if (is_empty(subject))
		return;
	str_add(to, " (\"");
	str_add(to, subject);
	str_add(to, "\")");
}

void words_fix(struct str *to, const struct fix_audit *f)
{
	if (*f->fix || is_empty(f->given)) {
		words_commit(to, f->fix, f->subject);
	} else {
		str_add(to, f->given);
		if (!is_empty(f->subject))
			str_addf(to, " (\"%s\")", f->subject);
	}
	if (*f->fix && is_empty(f->subject))
		str_add(to, " (no commit here has this id)");
}

static const struct branch_verdict *mainline(const struct fix_audit *f)
{
	for (size_t i = 0; i < f->branches.n; i++)
		if (!strcmp(f->branches.item[i].branch, "mainline"))
			return &f->branches.item[i];
	return NULL;
}

static void add_mainline(struct str *to, const struct branch_verdict *b)
{
	if (!b)
		return;
	if (b->first_release) {
		words_listed(to, "first in ");
		str_add(to, b->first_release);
	} else if (b->verdict == VERDICT_CARRIES) {
		words_listed(to, "in no release yet");
	} else if (b->verdict == VERDICT_MISSING) {
		words_listed(to, "not in mainline");
	}
}

static void add_day(struct str *to, long long date)
{
	struct str day = STR_INIT;

	words_day(&day, date);
	if (day.len)
		words_listed(to, day.buf);
	str_release(&day);
}

void words_origin(struct str *to, const struct fix_audit *f)
{
	struct str part = STR_INIT;

	if (!is_empty(f->author))
		str_add(&part, f->author);
	add_day(&part, f->date);
	add_mainline(&part, mainline(f));
	if (*f->fix && f->given && !str_starts(f->fix, f->given)) {
		words_listed(&part, "asked for as ");
		str_add(&part, f->given);
	}
	str_add(to, part.buf);
	str_release(&part);
}

void words_introducer(struct str *to, const struct introducer *i)
{
	str_add(to, "introduced by ");
	words_commit(to, i->id, i->subject);
	if (i->release) {
		str_add(to, ", ");
		str_add(to, i->release);
	}
	if (!is_empty(i->source)) {
		str_add(to, ", says ");
		str_add(to, i->source);
	}
}

/* Whether it is the commit that the row names. */
static bool brings(const struct branch_verdict *b, const struct evidence *e)
{
	return b->verdict == VERDICT_CARRIES && *b->commit && !strcmp(e->commit, b->commit);
}

const struct evidence *words_main_evidence(const struct branch_verdict *b)
{
	static const enum evidence_kind decides[] = {
		[VERDICT_CARRIES] = EVIDENCE_ANCESTOR,
		[VERDICT_MISSING] = EVIDENCE_ABSENCE,
		[VERDICT_PARTIAL] = EVIDENCE_ANCESTOR,
		[VERDICT_REVERTED] = EVIDENCE_REVERT,
		[VERDICT_NOT_AFFECTED] = EVIDENCE_INTRODUCER,
		[VERDICT_UNKNOWN] = EVIDENCE_BOUNDARY,
	};
	const struct evidence *best = NULL;

	for (size_t i = 0; i < b->evidence.n; i++) {
		const struct evidence *e = &b->evidence.item[i];

		if (e->kind == EVIDENCE_CODE && (b->verdict != b->claim || brings(b, e)))
			return e;
		if (e->kind == decides[b->verdict])
			return e;
		if (!best || e->kind < best->kind)
			best = e;
	}
	return best;
}

bool words_likely(const struct branch_verdict *b)
{
	const struct evidence *e = words_main_evidence(b);

	return e && e->kind == EVIDENCE_SUBJECT;
}

const char *words_evidence_word(const struct branch_verdict *b)
{
	const struct evidence *e = words_main_evidence(b);
	bool by_code = b->verdict != b->claim && b->proof.state != CODE_UNASKED;

	if (by_code && b->proof.state == CODE_UNREAD)
		return "unread";
	if (by_code)
		return "code";
	if (!e || b->verdict != b->claim)
		return "none";
	return e->kind == EVIDENCE_SUBJECT ? "likely" : evidence_name(e->kind);
}

static void add_site(struct str *to, const struct code_site *s)
{
	if (*s->function)
		str_addf(to, "%s() in ", s->function);
	str_add(to, s->path);
	if (s->line)
		str_addf(to, ":%u", s->line);
}

/* Those that have the bug. */
static void add_sites(struct str *to, const struct proof *p)
{
	enum { TOLD = 4 };
	size_t n = 0;

	for (size_t i = 0; i < p->sites.n; i++) {
		if (p->sites.item[i].fixed || n++ >= TOLD)
			continue;
		words_listed(to, "");
		add_site(to, &p->sites.item[i]);
	}
	if (n > TOLD)
		str_addf(to, " and %zu more", n - TOLD);
}

static bool is_noted(const struct branch_verdict *b, const char *sites)
{
	for (size_t i = 0; i < b->notes.n; i++)
		if (strstr(b->notes.item[i], sites))
			return true;
	return false;
}

static void add_proof(struct str *to, const struct branch_verdict *b)
{
	static const char *const says[] = {
		[CODE_UNASKED] = "",
		[CODE_HAS_BUG] = "has the bug",
		[CODE_FIXED] = "fixed",
		[CODE_PARTIAL] = "fixed in part",
		[CODE_CLEAN] = "nothing there to have the bug",
		[CODE_ABSENT] = "its files are not there",
		[CODE_UNCLEAR] = "neither as before the fix nor as after it",
		[CODE_MISSING] = "objects are missing",
		[CODE_UNREAD] = "can't be read",
	};
	const struct proof *p = &b->proof;

	str_addf(to, "code: %s ", says[p->state]);
	str_addf(to, p->release ? "in %s" : "at the tip", p->release);
	if (p->by)
		str_addf(to, ", by %s", strcmp(p->by, "change") ? p->by : "the fix's own lines");
}

static void add_told(struct str *to, const struct branch_verdict *b, bool briefly)
{
	bool reason_noted = briefly && b->proof.why && is_noted(b, b->proof.why);
	struct str sites = STR_INIT;

	if (b->proof.state == CODE_UNASKED || (b->proof.state == CODE_MISSING && reason_noted))
		return;
	add_proof(to, b);
	add_sites(&sites, &b->proof);
	if (sites.len && !(briefly && is_noted(b, sites.buf)))
		str_addf(to, ": %s", sites.buf);
	if (b->proof.why && !reason_noted)
		str_addf(to, ": %s", b->proof.why);
	str_release(&sites);
}

void words_proof(struct str *to, const struct branch_verdict *b)
{
	add_told(to, b, false);
}

void words_proof_brief(struct str *to, const struct branch_verdict *b)
{
	add_told(to, b, true);
}

/* What history never spoke against is more than the code's state alone. */
bool words_is_proof(const struct branch_verdict *b, const struct evidence *e)
{
	return e->kind == EVIDENCE_CODE && !strcmp(e->commit, b->proof.commit) &&
	       b->claim != VERDICT_NOT_AFFECTED &&
	       (b->verdict == VERDICT_MISSING || b->verdict == VERDICT_PARTIAL);
}

const char *words_proof_mark(const struct branch_verdict *b)
{
	bool bears_out = false;

	switch (b->proof.state) {
	case CODE_FIXED:
		bears_out = b->verdict == VERDICT_CARRIES;
		break;
	case CODE_HAS_BUG:
		bears_out = b->verdict == VERDICT_MISSING || b->verdict == VERDICT_REVERTED;
		break;
	case CODE_PARTIAL:
		bears_out = b->verdict == VERDICT_PARTIAL;
		break;
	case CODE_CLEAN:
	case CODE_ABSENT:
		bears_out = b->verdict == VERDICT_NOT_AFFECTED;
		break;
	default:
		break;
	}
	return bears_out && strcmp(words_evidence_word(b), "code") ? "+code" : "";
}

/* The commit is named unless the sentence already does. */
void words_evidence(struct str *to, const struct evidence *e)
{
	const char *text = e->text ? e->text : "";
	char id[13] = "";

	memcpy(id, e->commit, strnlen(e->commit, 12));
	str_add(to, evidence_name(e->kind));
	str_add(to, e->kind == EVIDENCE_SUBJECT ? " (likely): " : ": ");
	str_add(to, text);
	if (*id && !strstr(text, id))
		str_addf(to, " (%s)", id);
}

static void add_interval(struct str *to, const struct interval *i)
{
	if (i->from && i->until)
		str_addf(to, "%s to before %s", i->from, i->until);
	else if (i->from)
		str_addf(to, "from %s", i->from);
	else if (i->until)
		str_addf(to, "before %s, by no release", i->until);
	else
		str_add(to, "from the next release");
}

void words_intervals(struct str *to, const struct branch_verdict *b)
{
	for (size_t i = 0; i < b->intervals.n; i++) {
		str_add(to, i ? ", again " : "carried ");
		add_interval(to, &b->intervals.item[i]);
	}
}

bool words_intervals_plain(const struct branch_verdict *b)
{
	return !b->intervals.n || (b->intervals.n == 1 && !b->intervals.item[0].until);
}

const char *words_release(const struct branch_verdict *b)
{
	if (b->first_release)
		return b->first_release;
	return b->verdict == VERDICT_CARRIES ? "none yet" : "";
}

void tally_add(struct tally *t, const struct fix_audit *f)
{
	for (size_t i = 0; i < f->branches.n; i++) {
		const struct branch_verdict *b = &f->branches.item[i];

		t->total++;
		t->of[b->verdict]++;
		t->likely += b->verdict == VERDICT_CARRIES && words_likely(b);
	}
}

void words_tally(struct str *to, const struct tally *t)
{
	const char *separator = "";

	for (enum verdict v = VERDICT_CARRIES; v <= VERDICT_UNKNOWN; v++) {
		if (!t->of[v])
			continue;
		str_addf(to, "%s%s %zu", separator, verdict_name(v), t->of[v]);
		if (v == VERDICT_CARRIES && t->likely)
			str_addf(to, " (%zu likely)", t->likely);
		separator = ", ";
	}
}

void words_branches(struct str *to, const struct fix_audit *f, enum verdict v)
{
	const char *separator = "";

	for (size_t i = 0; i < f->branches.n; i++) {
		if (f->branches.item[i].verdict != v)
			continue;
		str_add(to, separator);
		str_add(to, f->branches.item[i].branch);
		separator = ", ";
	}
}

void words_all_branches(struct str *to, const struct audit *a, enum verdict v)
{
	struct map count = MAP_INIT;

	for (size_t i = 0; i < a->fixes.n; i++)
		for (size_t k = 0; k < a->fixes.item[i].branches.n; k++) {
			const struct branch_verdict *b = &a->fixes.item[i].branches.item[k];
			void **n = b->verdict == v ? map_put(&count, b->branch) : NULL;

			if (n)
				*n = (void *)((uintptr_t)*n + 1);
		}
	for (size_t i = 0; i < count.n; i++) {
		str_add(to, i ? ", " : "");
		str_add(to, count.entry[i].key);
		if ((uintptr_t)count.entry[i].value > 1)
			str_addf(to, " (%zu fixes)", (size_t)count.entry[i].value);
	}
	map_release(&count);
}

static void add_on_branch(struct str *to, const struct missing_fix *f)
{
	if (!*f->fixes.on_branch_as)
		return;
	str_add(to, ", on the branch");
	if (strcmp(f->fixes.on_branch_as, f->fixes.commit))
		str_addf(to, " as %.12s", f->fixes.on_branch_as);
	if (f->fixes.on_branch_in)
		str_addf(to, " since %s", f->fixes.on_branch_in);
	else
		str_add(to, ", in no release yet");
}

void words_missing(struct str *to, const struct missing_fix *f)
{
	str_add(to, f->release ? f->release : "in no release yet");
	add_day(to, f->date);
	if (!*f->fixes.commit)
		return;
	str_add(to, "; fixes ");
	words_commit(to, f->fixes.commit, f->fixes.subject);
	add_on_branch(to, f);
}
