// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/upstream.h"

#include <string.h>

#include "base/str.h"
#include "lint/deviation.h"

enum { MAX_NOTES = 64 };	/* lines in square brackets that are looked at */

/* ---- the commits that are named ---- */

/* Whether the message says that the patch brings the commit of that claim too. */
static bool is_brought(const struct review *r, const struct claim *other)
{
	for (size_t i = 0; i < r->claims.list.n; i++) {
		const struct claim *claim = &r->claims.list.item[i];
		unsigned n = claim->nibbles < other->nibbles ? claim->nibbles : other->nibbles;

		if (claim_brings(claim->kind) && claim_same_id(claim->id, other->id, n))
			return true;
	}
	return false;
}

/*
 * A '(cherry picked from commit B)' makes no backport of a commit: subsystems move
 * fixes between branches of which mainline merges both.
 */
static void check_backport(struct review *r, const struct claim *claim,
			   const struct named_commit *commit)
{
	const struct claim *from = NULL;
	struct claims own = { 0 };
	char digits[GIT_OID_HEXSZ + 1], of[GIT_OID_HEXSZ + 1];

	claims_read(&own, commit->message, commit->message_len);
	for (size_t i = 0; i < own.list.n && !from; i++)
		if (own.list.item[i].kind == CLAIM_BACKPORT)
			from = &own.list.item[i];
	if (from && !is_brought(r, from)) {
		review_digits(digits, claim);
		review_digits(of, from);
		review_remark(r, "upstream-backport", false,
			      (struct text){ claim->line, claim->line_len },
			      "%.12s is itself a backport, of %.12s", digits, of);
	}
	claims_release(&own);
}

static struct error *check_claim(struct review *r, const struct claim *claim)
{
	struct str s = STR_INIT;
	struct named named;
	struct error *err = named_find(&r->c->named, claim->id, claim->nibbles, &named);

	if (err)
		return err;
	if (named.kind == NAMED_COMMIT) {
		r->upstream = r->brought == 1 ? named.commit : NULL;
		r->brings = claim;
		check_backport(r, claim, named.commit);
		return NULL;
	}
	review_tell_named(&s, r, claim, &named);
	review_remark(r, "upstream-unknown",
		      r->c->stable && (named.kind != NAMED_NOTHING || !r->c->lacks),
		      (struct text){ claim->line, claim->line_len }, "%s", s.buf);
	str_release(&s);
	return NULL;
}

struct error *upstream_review(struct review *r)
{
	struct error *err = NULL;

	review_pass(r);
	for (size_t i = 0; i < r->claims.list.n && !err && !review_has_enough(r); i++) {
		const struct claim *claim = &r->claims.list.item[i];

		if (!claim_brings(claim->kind))
			continue;
		r->brought++;
		r->upstream = NULL;
		if (r->c->repository)
			err = check_claim(r, claim);
	}
	return err;
}

/* ---- a patch for a stable branch ---- */

static bool says(const struct str *text, const char *words)
{
	return memmem(text->buf, text->len, words, strlen(words));
}

/* Whether the message tells that there is no such commit. */
static bool is_own(const struct review *r)
{
	static const char *const words[] = {
		"not upstream", "not-upstream", "not applicable upstream", "no upstream",
		"not in upstream", "upstream: no", "upstream: n/a", "upstream: never",
	};
	struct str lowered = STR_INIT;
	bool own = false;

	for (size_t i = 0; i < r->message.len; i++)
		str_addc(&lowered, lower(r->message.p[i]));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words) && !own; i++)
		own = says(&lowered, words[i]);
	str_release(&lowered);
	return own;
}

static bool is_revert(const struct review *r)
{
	for (size_t i = 0; i < r->claims.list.n; i++)
		switch (r->claims.list.item[i].kind) {
		case CLAIM_REVERT:
		case CLAIM_REVERT_UPSTREAM:
		case CLAIM_REVERT_PART:
			return true;
		default:
			break;
		}
	return false;
}

/* 'Linux 6.1.2': the commit that makes a release of a stable branch. */
static bool is_release(const struct review *r)
{
	struct text l = r->message;

	return l.len > 6 && text_starts(l, "linux ") && is_digit(l.p[6]);
}

/* '[1] http://…', '[   12.345678] kernel log' */
static bool is_numbered(struct text line)
{
	size_t i = 1;

	while (i < line.len && (is_digit(line.p[i]) || is_blank(line.p[i]) || line.p[i] == '.'))
		i++;
	return i < line.len && line.p[i] == ']';
}

/* A line in square brackets that is this patch's own: '[ jdoe: adapted to 5.4 ]'. */
static bool is_explained(const struct review *r)
{
	const char *p = r->message.p, *end = p + r->message.len;
	unsigned left = MAX_NOTES;
	struct text line;

	for (; p < end && left; p = review_next_line(line, end)) {
		struct text note;

		line = text_line(p, end);
		note = text_trim(line);
		if (!note.len || *note.p != '[' || is_numbered(note))
			continue;
		if (note.p != r->brings->line && !review_is_upstream(r, note))
			return true;
		left--;
	}
	return false;
}

static struct error *check_deviation(struct review *r, const char *diff, size_t len)
{
	const struct named_commit *parent;
	struct error *err;
	char *told;

	if (!len || r->upstream->parents != 1 || is_explained(r))
		return NULL;
	err = named_read(&r->c->named, &r->upstream->parent, &parent);
	if (err || !parent)
		return err;
	told = deviation_tell(r->c->repository->git, &parent->tree, &r->upstream->tree, diff, len);
	if (told)
		review_remark(r, "upstream-differs", false,
			      (struct text){ r->brings->line, r->brings->line_len },
			      "differs from %.12s: %s", git_oid_tostr_s(&r->upstream->id), told);
	mem_free(told);
	return NULL;
}

struct error *upstream_review_stable(struct review *r, const char *diff, size_t len)
{
	if (r->upstream)
		return check_deviation(r, diff, len);
	if (!r->brought && !is_revert(r) && !is_release(r) && !is_own(r))
		review_remark(r, "upstream-missing", false, (struct text){ NULL, 0 },
			      "no upstream commit is named: 'commit <id> upstream.' or "
			      "'[ Upstream commit <id> ]'");
	return NULL;
}
