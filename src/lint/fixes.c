// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/fixes.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "history/commit.h"

enum { ASKED_DIGITS = 12 };

/* The commit that is fixed: of the repository or of the series. */
struct target {
	char id[GIT_OID_HEXSZ + 1];
	const char *subject;	/* NULL: not known */
	const char *title;	/* likewise; what some quote of a subject of several lines */
};

/* ---- subjects ---- */

static const char *skip_space(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	return p;
}

/* Whether @whole begins with @part, blanks and case aside. */
static bool begins_with(const char *whole, struct text part)
{
	const char *w = whole, *w_end = whole + strlen(whole);
	const char *p = part.p, *p_end = part.p + part.len;

	for (;; p++, w++) {
		p = skip_space(p, p_end);
		w = skip_space(w, w_end);
		if (p == p_end)
			return true;
		if (w == w_end || tolower((unsigned char)*p) != tolower((unsigned char)*w))
			return false;
	}
}

/* Without the '...' or the U+2026 that tells that it was cut; false: it has none. */
static bool cut_ellipsis(struct text *t)
{
	static const char *const marks[] = { "...", "\xe2\x80\xa6" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (t->len >= 3 && !memcmp(t->p + t->len - 3, marks[i], 3)) {
			t->len -= 3;
			return true;
		}
	return false;
}

/* The first line from @claim's subject on. */
static struct text subject_line(const struct claim *claim)
{
	return text_line(claim->subject, claim->line + claim->line_len);
}

/* Whether it ends with the line: nothing quotes it, or nothing closes the quotation. */
static bool is_open(const struct claim *claim)
{
	struct text l = text_trim(subject_line(claim));

	return l.p + l.len == claim->subject + claim->subject_len;
}

/* Up to the last '")' of the line: a subject may itself hold one. */
static bool is_longer(const struct claim *claim, const char *subject)
{
	struct text l = subject_line(claim);

	while (l.len >= 2 && memcmp(l.p + l.len - 2, "\")", 2))
		l.len--;
	return l.len >= 2 && subject_same(l.p, l.len - 2, subject, strlen(subject));
}

static bool is_subject(const struct claim *claim, const char *subject)
{
	struct text t = { claim->subject, claim->subject_len };

	if (subject_same(t.p, t.len, subject, strlen(subject)) || is_longer(claim, subject))
		return true;
	return cut_ellipsis(&t) && begins_with(subject, t);
}

/* ---- what is fixed ---- */

/* An earlier patch of the series. */
static bool find_earlier(const struct review *r, const struct claim *claim, struct target *to)
{
	char digits[GIT_OID_HEXSZ + 1];

	review_digits(digits, claim);
	for (size_t i = 0; i < r->c->earlier.n; i++) {
		const struct earlier_patch *e = &r->c->earlier.item[i];

		if (!e->id || strncmp(e->id, digits, claim->nibbles))
			continue;
		strcpy(to->id, e->id);
		to->subject = to->title = e->subject;
		return true;
	}
	return false;
}

/* An id of the series as its author has it, which those who apply the patches have not. */
static bool is_earlier_subject(const struct review *r, const struct claim *claim)
{
	for (size_t i = 0; claim->subject && i < r->c->earlier.n; i++)
		if (is_subject(claim, r->c->earlier.item[i].subject))
			return true;
	return false;
}

static void add_right_line(struct str *to, const struct target *t)
{
	if (t->subject)
		str_addf(to, ": Fixes: %.12s (\"%s\")", t->id, t->subject);
}

/* Of several commits, the one whose subject is quoted. */
static struct error *add_quoted(struct str *to, struct review *r, const struct claim *claim,
				const struct named *named)
{
	const struct named_commit *one, *quoted = NULL;
	struct target t = { .subject = NULL };
	struct error *err = NULL;

	for (size_t i = 0; claim->subject && i < named->n && !err; i++) {
		err = named_read(&r->c->named, &named->ids[i], &one);
		if (!err && one && is_subject(claim, one->subject))
			quoted = one;
	}
	if (err || !quoted)
		return err;
	git_oid_tostr(t.id, sizeof(t.id), &quoted->id);
	t.subject = quoted->subject;
	str_add(to, "; the one with this subject");
	add_right_line(to, &t);
	return NULL;
}

static struct error *remark_unknown(struct review *r, const struct claim *claim,
				    const struct named *named)
{
	bool several = named->kind == NAMED_SEVERAL;
	struct str s = STR_INIT;
	struct error *err = NULL;

	if (named->kind == NAMED_NOTHING && is_earlier_subject(r, claim))
		return NULL;
	review_tell_named(&s, r, claim, named);
	if (several)
		err = add_quoted(&s, r, claim, named);
	review_remark(r, several ? "fixes-ambiguous" : "fixes-unknown",
		      named->kind != NAMED_NOTHING || !r->c->lacks,
		      (struct text){ claim->line, claim->line_len }, "%s", s.buf);
	str_release(&s);
	return err;
}

/* ---- how it is written ---- */

static bool is_tag(struct text line)
{
	return text_starts(line, "fixes:");
}

/* Whether the subject stands in ("…") behind the id, on its line. */
static bool has_form(const struct claim *claim)
{
	const char *p = claim->subject, *end = claim->line + claim->line_len;

	if (!p || memchr(p, '\n', claim->subject_len))
		return false;
	while (p > claim->line && is_blank(p[-1]))
		p--;
	if (p - claim->line < 3 || p[-1] != '"' || p[-2] != '(' || p[-3] == '\n')
		return false;
	for (p = claim->subject + claim->subject_len; p < end && is_blank(*p); p++)
		;
	return end - p >= 2 && p[0] == '"' && p[1] == ')';
}

static void check_form(struct review *r, const struct claim *claim, const struct target *t)
{
	struct text line = { claim->line, claim->line_len };
	struct str s = STR_INIT;

	if (!is_tag(line))
		return;
	if (!has_form(claim)) {
		str_add(&s, "no (\"subject\") follows the id on its line");
		add_right_line(&s, t);
		review_remark(r, "fixes-form", false, line, "%s", s.buf);
	} else if (claim->nibbles < ASKED_DIGITS) {
		str_addf(&s, "the id has %u digits, %u are asked for", claim->nibbles,
			 ASKED_DIGITS);
		add_right_line(&s, t);
		review_remark(r, "fixes-short", false, line, "%s", s.buf);
	}
	str_release(&s);
}

static struct error *check_claim(struct review *r, const struct claim *claim)
{
	struct text line = { claim->line, claim->line_len };
	struct named named = { .kind = NAMED_COMMIT };
	struct target t = { .subject = NULL };
	struct error *err = NULL;

	if (review_is_upstream(r, line))
		return NULL;
	if (!find_earlier(r, claim, &t) && r->c->repository) {
		err = named_find(&r->c->named, claim->id, claim->nibbles, &named);
		if (err)
			return err;
		if (named.kind != NAMED_COMMIT)
			return remark_unknown(r, claim, &named);
		git_oid_tostr(t.id, sizeof(t.id), &named.commit->id);
		t.subject = named.commit->subject;
		t.title = named.commit->title;
	}
	if (!claim->subject || !t.subject || is_open(claim) || is_subject(claim, t.subject) ||
	    is_subject(claim, t.title))
		check_form(r, claim, &t);
	else
		review_remark(r, "fixes-subject", false, line, "the subject of %.12s is \"%s\"",
			      t.id, t.subject);
	return NULL;
}

/* A line that is no link to a bug, and names no commit; claims_read() drops twins. */
static void check_line(struct review *r, struct text line)
{
	struct text rest = text_trim((struct text){ line.p + 6, line.len - 6 });
	struct claims own = { 0 };

	if (!rest.len || memmem(rest.p, rest.len, "://", 3) || memchr(rest.p, '#', rest.len))
		return;
	claims_read(&own, line.p, line.len);
	if (!own.list.n && !review_is_upstream(r, line))
		review_remark(r, "fixes-form", false, line,
			      "no id of a commit stands here; %u digits are asked for",
			      ASKED_DIGITS);
	claims_release(&own);
}

static void check_lines(struct review *r)
{
	const char *p = r->message.p, *end = p + r->message.len;
	size_t left = MESSAGE_MAX_CLAIMS;

	while (p < end && left && !review_has_enough(r)) {
		struct text line = text_line(p, end);

		if (is_tag(line)) {
			check_line(r, line);
			left--;
		}
		p = review_next_line(line, end);
	}
}

struct error *fixes_review(struct review *r)
{
	struct error *err = NULL;

	review_pass(r);
	for (size_t i = 0; i < r->claims.list.n && !err && !review_has_enough(r); i++) {
		const struct claim *claim = &r->claims.list.item[i];

		if (claim->kind != CLAIM_FIXES)
			continue;
		err = check_claim(r, claim);
	}
	review_pass(r);
	if (!err)
		check_lines(r);
	return err;
}
