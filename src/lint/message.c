// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/message.h"

#include <string.h>

#include "base/str.h"
#include "history/claim.h"
#include "history/commit.h"
#include "history/mime.h"
#include "lint/edits.h"

enum { MAX_REMARKS = 20, ASKED_NIBBLES = 12, SHOWN_NIBBLES = 12 };

struct checking {
	const struct message_checks *c;
	const struct one_patch *o;
	struct report *to;
	struct claims claims;
	size_t first;		/* of @to's remarks, those of this message */
};

static const struct {
	const char *name, *summary;
} checks[] = {
	{ "fixes-unknown", "A Fixes: line names a commit that the repository does not have" },
	{ "fixes-ambiguous", "A Fixes: line's abbreviated id fits several objects" },
	{ "fixes-short", "A Fixes: line has fewer than 12 digits of its commit's id" },
	{ "fixes-subject", "A Fixes: line quotes another subject than its commit has" },
	{ "fixes-form", "A Fixes: line is not of the form: id (\"subject\")" },
	{ "stable-missing", "A bug that releases have is mended, and stable is not told" },
	{ "upstream-unknown", "A backport names an upstream commit that the repository does not "
			      "have" },
	{ "upstream-backport", "A backport names a commit that is itself a backport" },
	{ "upstream-missing", "A patch for stable names no upstream commit" },
	{ "upstream-differs", "A backport changes other lines than its upstream commit" },
};

const char *message_check_summary(const char *check)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		if (!strcmp(checks[i].name, check))
			return checks[i].summary;
	return check;
}

/* Takes @text over. */
static void remark(struct checking *k, const char *check, bool fails, struct span line, char *text)
{
	struct remark *r;

	if (k->to->remarks.n - k->first >= MAX_REMARKS) {
		mem_free(text);
		return;
	}
	line = span_trim(line);
	r = array_push(&k->to->remarks);
	*r = (struct remark){ .check = check, .fails = fails, .of = mem_strdup(k->o->of),
			      .text = text };
	r->path = k->o->path ? mem_strdup(k->o->path) : NULL;
	r->line = line.at < line.end ? mem_strndup(line.at, (size_t)(line.end - line.at)) : NULL;
}

/* ---- commits ---- */

struct named {			/* the commit that a claim names */
	enum { NAMED_FOUND, NAMED_UNKNOWN, NAMED_AMBIGUOUS, NAMED_OTHER } what;
	git_oid id;
	git_object_t type;
	struct commit commit;	/* until the next object is read */
};

static struct span span_of(const struct claim *c)
{
	return (struct span){ c->line, c->line + c->line_len };
}

static void find(const struct checking *k, const struct claim *c, struct named *to)
{
	struct repository *r = k->c->repository;
	struct object o;
	struct error *err;
	git_oid prefix = { { 0 } };
	int code;

	memcpy(prefix.id, c->id, CLAIM_ID_BYTES);
	*to = (struct named){ .what = NAMED_UNKNOWN };
	code = git_odb_exists_prefix(&to->id, r->odb, &prefix, c->nibbles);
	if (code == GIT_EAMBIGUOUS)
		to->what = NAMED_AMBIGUOUS;
	if (code)
		return;
	err = objects_read(r->reader, &to->id, &o);
	to->type = err ? GIT_OBJECT_INVALID : o.type;
	to->what = !err && o.type == GIT_OBJECT_COMMIT &&
		   commit_parse(&to->commit, o.data, o.len) ? NAMED_FOUND : NAMED_OTHER;
	error_free(err);
}

static char *short_id(const uint8_t *id, unsigned nibbles)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid oid;

	memcpy(oid.id, id, GIT_OID_RAWSZ);
	git_oid_tostr(hex, sizeof(hex), &oid);
	return mem_strndup(hex, nibbles < SHOWN_NIBBLES ? nibbles : SHOWN_NIBBLES);
}

static bool is_shallow(const struct checking *k)
{
	return k->c->repository->shallow.n;
}

/* What to say of an id that names no commit. */
static char *tell_unknown(const struct checking *k, const struct claim *c, const struct named *n)
{
	char *id = short_id(c->id, c->nibbles), *text;

	if (n->what == NAMED_OTHER)
		text = mem_printf("%s is a %s, not a commit", id,
				  git_object_type2string(n->type));
	else if (is_shallow(k))
		text = mem_printf("%s is not in this clone, which is shallow: whether there is "
				  "such a commit can't be told here", id);
	else
		text = mem_printf("there is no commit %s in this repository", id);
	mem_free(id);
	return text;
}

/* ---- Fixes: ---- */

static char *right_line(const struct named *n)
{
	char *id = short_id(n->id.id, SHOWN_NIBBLES), *line;
	struct str subject = STR_INIT;

	commit_subject(&subject, &n->commit);
	line = mem_printf("Fixes: %s (\"%s\")", id, subject.buf);
	str_release(&subject);
	mem_free(id);
	return line;
}

/* "driver core: Postpone …" and "driver core: Postpone..." stand for what they begin. */
static bool is_begin(const char *quoted, size_t n, const struct str *subject)
{
	static const char *const ends[] = { "...", "\xe2\x80\xa6" };

	for (size_t i = 0; i < 2; i++) {
		size_t k = strlen(ends[i]);

		if (n > k && !memcmp(quoted + n - k, ends[i], k)) {
			for (n -= k; n && quoted[n - 1] == ' ';)
				n--;
			return subject->len >= n && subject_same(quoted, n, subject->buf, n);
		}
	}
	return false;
}

static void check_subject(struct checking *k, const struct claim *c, const struct named *n)
{
	struct str subject = STR_INIT;
	char *line = right_line(n);

	commit_subject(&subject, &n->commit);
	if (!c->subject)
		remark(k, "fixes-form", false, span_of(c),
		       mem_printf("no (\"subject\") behind the id: %s", line));
	else if (!subject_same(c->subject, c->subject_len, subject.buf, subject.len) &&
		 !is_begin(c->subject, c->subject_len, &subject))
		remark(k, "fixes-subject", false, span_of(c),
		       mem_printf("that commit's subject is another: %s", line));
	else if (c->nibbles < ASKED_NIBBLES)
		remark(k, "fixes-short", false, span_of(c),
		       mem_printf("%u hex digits, where 12 are asked for: %s", c->nibbles, line));
	mem_free(line);
	str_release(&subject);
}

static void check_fixes(struct checking *k, const struct claim *c)
{
	struct named n;

	if (!c->nibbles) {
		remark(k, "fixes-form", false, span_of(c), mem_strdup("it names no commit's id"));
		return;
	}
	find(k, c, &n);
	if (n.what == NAMED_FOUND)
		check_subject(k, c, &n);
	else if (n.what == NAMED_AMBIGUOUS)
		remark(k, "fixes-ambiguous", true, span_of(c),
		       mem_strdup("the id is short for several objects of this repository"));
	else
		remark(k, "fixes-unknown", n.what == NAMED_OTHER || !is_shallow(k), span_of(c),
		       tell_unknown(k, c, &n));
}

static bool is_claimed(const struct checking *k, struct span line)
{
	for (size_t i = 0; i < k->claims.list.n; i++) {
		const char *at = k->claims.list.item[i].line;

		if (k->claims.list.item[i].kind == CLAIM_FIXES && at >= line.at && at <= line.end)
			return true;
	}
	return false;
}

static bool holds(struct span s, const char *word)
{
	return memmem(s.at, (size_t)(s.end - s.at), word, strlen(word));
}

/* Links and numbers of bug trackers are written behind Fixes: too. */
static void check_form(struct checking *k, struct span line)
{
	if (span_starts(line, "Fixes:") && !holds(line, "://") && !holds(line, "#") &&
	    !is_claimed(k, line))
		remark(k, "fixes-form", false, line, mem_strdup("it names no commit's id"));
}

/* ---- upstream ---- */

/* Its own message's first claim of that kind. */
static char *upstream_of(const struct named *n)
{
	struct claims claims = { 0 };
	char *id = NULL;

	claims_read(&claims, n->commit.message, n->commit.message_len);
	for (size_t i = 0; i < claims.list.n && !id; i++)
		if (claim_brings(claims.list.item[i].kind) && claims.list.item[i].nibbles)
			id = short_id(claims.list.item[i].id, claims.list.item[i].nibbles);
	claims_release(&claims);
	return id;
}

/* "[ jdoe: adapted to … ]": whoever made the backport says what is different. */
static bool is_note(struct span line)
{
	line = span_trim(line);
	return line.at < line.end && *line.at == '[' && holds(line, ":") &&
	       !holds(line, "pstream commit") && !holds(line, "pick");
}

static bool has_note(const struct one_patch *o)
{
	struct span rest = { o->message, o->message + strlen(o->message) };

	while (rest.at < rest.end)
		if (is_note(span_line(&rest)))
			return true;
	return false;
}

static void check_differs(struct checking *k, const struct claim *c, const struct named *n)
{
	struct str how = STR_INIT;
	struct edits mine = { 0 }, theirs = { 0 };
	bool known;

	if (has_note(k->o))
		return;
	known = git_oid_is_zero(&k->o->id) ?
		k->o->diff && edits_of_text(&mine, k->o->diff) :
		edits_of_commit(&mine, k->c->repository->git, &k->o->id);
	if (known && edits_of_commit(&theirs, k->c->repository->git, &n->id))
		edits_compare(&how, &mine, &theirs);
	if (how.len) {
		char *id = short_id(n->id.id, SHOWN_NIBBLES);

		remark(k, "upstream-differs", false, span_of(c),
		       mem_printf("the change is not that of %s: %s; no [note] says why", id,
				  how.buf));
		mem_free(id);
	}
	edits_release(&mine);
	edits_release(&theirs);
	str_release(&how);
}

static void check_upstream(struct checking *k, const struct claim *c)
{
	struct named n;
	char *of;

	if (!c->nibbles)
		return;
	find(k, c, &n);
	if (n.what != NAMED_FOUND) {
		remark(k, "upstream-unknown", k->c->stable && !is_shallow(k), span_of(c),
		       n.what == NAMED_AMBIGUOUS ?
		       mem_strdup("the id is short for several objects of this repository") :
		       tell_unknown(k, c, &n));
		return;
	}
	of = upstream_of(&n);
	if (of && c->kind == CLAIM_BACKPORT)
		remark(k, "upstream-backport", false, span_of(c),
		       mem_printf("that commit is itself a backport, of %s", of));
	else if (k->c->stable)
		check_differs(k, c, &n);
	mem_free(of);
}

static bool says_none(const struct one_patch *o)
{
	static const char *const words[] = { "ot upstream", "o upstream", "pstream: n", "pstream: N",
					     "not in mainline", "stable-only", "stable only" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(o->message, words[i]))
			return true;
	return str_starts(o->message, "Linux ");
}

static void check_named(struct checking *k)
{
	for (size_t i = 0; i < k->claims.list.n; i++)
		if (claim_brings(k->claims.list.item[i].kind) ||
		    k->claims.list.item[i].kind == CLAIM_REVERT ||
		    k->claims.list.item[i].kind == CLAIM_REVERT_UPSTREAM ||
		    k->claims.list.item[i].kind == CLAIM_REVERT_PART)
			return;
	if (!says_none(k->o))
		remark(k, "upstream-missing", false, (struct span){ NULL, NULL },
		       mem_strdup("it names no upstream commit ('commit <id> upstream.' or "
				  "'[ Upstream commit <id> ]')"));
}

/* ---- stable ---- */

static bool is_to_stable(struct span line)
{
	return (span_starts(line, "Cc:") || span_starts(line, "CC:") || span_starts(line, "cc:")) &&
	       (holds(line, "stable@vger.kernel.org") || holds(line, "stable@kernel.org") ||
		holds(line, "stable+noautosel@kernel.org"));
}

static bool tells_stable(const struct one_patch *o)
{
	struct span rest = { o->message, o->message + strlen(o->message) };

	while (rest.at < rest.end)
		if (is_to_stable(span_line(&rest)))
			return true;
	return false;
}

static void check_stable(struct checking *k, const struct rule *mends)
{
	const struct fix *from = mends->introduced_by.n ? &mends->introduced_by.item[0] : NULL;
	bool fixes = false;

	if (tells_stable(k->o))
		return;
	for (size_t i = 0; i < k->claims.list.n; i++)
		fixes |= k->claims.list.item[i].kind == CLAIM_FIXES;
	if (fixes || !from)
		remark(k, "stable-missing", false, (struct span){ NULL, NULL },
		       mem_printf("it mends a bug of %s that releases may have: "
				  "Cc: stable@vger.kernel.org", mends->name));
	else
		remark(k, "stable-missing", false, (struct span){ NULL, NULL },
		       mem_printf("it mends a bug of %s that releases may have: "
				  "Cc: stable@vger.kernel.org, and perhaps Fixes: %.12s (\"%s\")",
				  mends->name, from->id, from->subject));
}

/* ---- all of it ---- */

static void check_claim(struct checking *k, const struct claim *c)
{
	if (c->kind == CLAIM_FIXES)
		check_fixes(k, c);
	else if (claim_brings(c->kind))
		check_upstream(k, c);
}

void message_check(const struct message_checks *c, const struct one_patch *o,
		   const struct rule *mends, struct report *to)
{
	struct checking k = { .c = c, .o = o, .to = to, .first = to->remarks.n };
	struct span rest;

	if (!o->message)
		return;
	claims_read(&k.claims, o->message, strlen(o->message));
	for (size_t i = 0; i < k.claims.list.n; i++)
		check_claim(&k, &k.claims.list.item[i]);
	rest = (struct span){ o->message, o->message + strlen(o->message) };
	while (rest.at < rest.end && to->remarks.n - k.first < MAX_REMARKS)
		check_form(&k, span_line(&rest));
	if (c->stable)
		check_named(&k);
	else if (mends)
		check_stable(&k, mends);
	claims_release(&k.claims);
}
