// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/review.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

void review_start(struct review *r, struct message_checks *c, const char *message, size_t len)
{
	*r = (struct review){ .c = c, .message = { message, len } };
	claims_read(&r->claims, message, len);
	if (r->claims.list.n > MESSAGE_MAX_CLAIMS)
		r->claims.list.n = MESSAGE_MAX_CLAIMS;
}

void review_pass(struct review *r)
{
	r->enough = r->drafts.n + MESSAGE_MAX_REMARKS;
}

static int compare_drafts(const void *one, const void *two)
{
	const struct draft *a = one, *b = two;

	if (!a->at != !b->at)
		return a->at ? -1 : 1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

void review_end(struct review *r, const char *of, const char *path, struct report *to)
{
	if (r->drafts.n)
		qsort(r->drafts.item, r->drafts.n, sizeof(*r->drafts.item), compare_drafts);
	for (size_t i = 0; i < r->drafts.n; i++) {
		struct remark *remark = &r->drafts.item[i].remark;

		if (i < MESSAGE_MAX_REMARKS) {
			remark->of = mem_strdup(of);
			remark->path = mem_strdup(path);
			*array_push(&to->remarks) = *remark;
			continue;
		}
		mem_free(remark->line);
		mem_free(remark->text);
	}
	array_free(&r->drafts);
	claims_release(&r->claims);
}

/* One line: what would end it, or is none to show, becomes a blank. */
static char *flatten(char *text)
{
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return text;
}

void review_remark(struct review *r, const char *check, bool fails, struct text line,
		   const char *fmt, ...)
{
	struct remark remark = { .check = check, .fails = fails };
	va_list ap;

	if (line.p) {
		struct text l = text_trim(text_line(line.p, line.p + line.len));

		remark.line = flatten(mem_strndup(l.p, l.len));
	}
	va_start(ap, fmt);
	if (vasprintf(&remark.text, fmt, ap) < 0)
		remark.text = mem_strdup("out of memory");
	va_end(ap);
	flatten(remark.text);
	array_push(&r->drafts);
	r->drafts.item[r->drafts.n - 1] = (struct draft){ line.p, r->drafts.n, remark };
}

bool review_is_upstream(const struct review *r, struct text line)
{
	line = text_trim(text_line(line.p, line.p + line.len));
	return r->upstream && line.len &&
	       memmem(r->upstream->message, r->upstream->message_len, line.p, line.len);
}

void review_digits(char *to, const struct claim *claim)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid id;

	memcpy(id.id, claim->id, sizeof(id.id));
	git_oid_tostr(hex, sizeof(hex), &id);
	memcpy(to, hex, claim->nibbles);
	to[claim->nibbles] = '\0';
}

void review_tell_named(struct str *to, const struct review *r, const struct claim *claim,
		       const struct named *named)
{
	char digits[GIT_OID_HEXSZ + 1];

	review_digits(digits, claim);
	if (named->kind == NAMED_SEVERAL)
		str_addf(to, "the ids of %s%zu commits begin with %s",
			 named->n == NAMED_MOST ? "at least " : "", named->n, digits);
	else if (named->kind == NAMED_OTHER)
		str_addf(to, "%s is a %s, no commit", digits, git_object_type2string(named->type));
	else if (r->c->lacks)
		str_addf(to, "whether there is a commit %s cannot be told here: %s", digits,
			 r->c->lacks);
	else
		str_addf(to, "%s names no object of this repository", digits);
}
