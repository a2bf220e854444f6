// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/message.h"

#include <string.h>

#include "base/str.h"
#include "history/commit.h"
#include "lint/fixes.h"
#include "lint/review.h"
#include "lint/upstream.h"

const char *message_check_summary(const char *check)
{
	static const char *const checks[][2] = {
		{ "fixes-unknown", "A Fixes: line names no commit of the repository" },
		{ "fixes-ambiguous", "A Fixes: line's id is short for several commits" },
		{ "fixes-short", "A Fixes: line has fewer than 12 digits of an id" },
		{ "fixes-subject", "A Fixes: line quotes another subject than its commit has" },
		{ "fixes-form", "A Fixes: line is not: id (\"subject\")" },
		{ "stable-missing", "A bug that releases have is mended, and stable is not told" },
		{ "upstream-unknown", "A backport names no commit of the repository" },
		{ "upstream-backport", "A backport names a commit that is itself a backport" },
		{ "upstream-missing", "A patch for stable names no upstream commit" },
		{ "upstream-differs", "A backport changes other lines than its upstream commit" },
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		if (!strcmp(checks[i][0], check))
			return checks[i][1];
	return check;
}

void message_checks_start(struct message_checks *c, struct repository *r, bool stable)
{
	*c = (struct message_checks){
		.repository = r,
		.stable = stable,
		.lacks = r ? named_lack(r) : NULL,
		.named = { .repository = r },
	};
}

void message_checks_release(struct message_checks *c)
{
	for (size_t i = 0; i < c->earlier.n; i++) {
		mem_free(c->earlier.item[i].id);
		mem_free(c->earlier.item[i].subject);
	}
	array_free(&c->earlier);
	named_release(&c->named);
	*c = (struct message_checks){ 0 };
}

void message_checks_add(struct message_checks *c, const char *id, const char *message,
			size_t len)
{
	struct earlier_patch *e = array_push(&c->earlier);
	struct str subject = STR_INIT;

	message_subject(&subject, message, len);
	e->subject = str_detach(&subject);
	if (id && strlen(id) == GIT_OID_HEXSZ)
		e->id = mem_strdup(id);
}

/* ---- the stable trees ---- */

/* Whether @line, a 'Cc:', has that address. */
static bool has_address(struct text line, const char *address)
{
	size_t n = strlen(address);

	for (; line.len >= n; line.p++, line.len--)
		if (text_starts(line, address) && !in_word(line.p[-1]) &&
		    (line.len == n || !in_word(line.p[n])))
			return true;
	return false;
}

static bool is_for_stable(struct text message)
{
	static const char *const addresses[] = {
		"stable@vger.kernel.org", "stable@kernel.org", "stable+noautosel@kernel.org",
	};
	const char *p = message.p, *end = p + message.len;
	struct text line;

	for (; p < end; p = review_next_line(line, end)) {
		line = text_trim(text_line(p, end));
		if (!text_starts(line, "cc:"))
			continue;
		line = (struct text){ line.p + 3, line.len - 3 };
		for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++)
			if (has_address(line, addresses[i]))
				return true;
	}
	return false;
}

static void check_stable(struct review *r, const struct rule *mends)
{
	if (!is_for_stable(r->message))
		review_remark(r, "stable-missing", false, (struct text){ NULL, 0 },
			      "mends a bug that %s finds and stable trees may have: add "
			      "'Cc: stable@vger.kernel.org'", mends->name);
}

struct error *message_check(struct message_checks *c, const char *message, size_t len,
			    const char *of, const char *path, const struct rule *mends,
			    const char *diff, size_t diff_len, struct report *to)
{
	struct review r;
	struct error *err;

	review_start(&r, c, message, len);
	err = upstream_review(&r);
	if (!err)
		err = fixes_review(&r);
	if (!err && c->stable)
		err = upstream_review_stable(&r, diff, diff_len);
	if (!err && mends && !c->stable)
		check_stable(&r, mends);
	review_end(&r, of, path, to);
	return err;
}
