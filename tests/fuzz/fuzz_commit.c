// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/claim.h"
#include "history/commit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	git_libgit2_init();
	return 0;
}

static void hold(int what)
{
	if (!what)
		abort();
}

static void hold_inside(const char *p, size_t n, const char *text, size_t len)
{
	hold(p >= text && n <= len && (size_t)(p - text) <= len - n);
}

static void hold_person(const struct person *who, const char *text, size_t len)
{
	if (!who->text) {
		hold(!who->len && !who->address && !who->address_len && !who->date);
		return;
	}
	hold_inside(who->text, who->len, text, len);
	hold_inside(who->address, who->address_len, text, len);
	hold(who->date >= 0);
	authored_hash(who);
}

/* A subject is one line without blanks around it, and the same as itself. */
static void hold_subject(const struct commit *c)
{
	struct str subject = STR_INIT;

	commit_subject(&subject, c);
	hold(subject.len <= c->message_len && strlen(subject.buf) == subject.len);
	hold(!strchr(subject.buf, '\n'));
	hold(!subject.len || (!strchr(" \t\n\v\f\r", subject.buf[0]) &&
			      !strchr(" \t\n\v\f\r", subject.buf[subject.len - 1])));
	hold(subject_same(subject.buf, subject.len, subject.buf, subject.len));
	subject_hash(subject.buf, subject.len);
	str_release(&subject);
}

static void hold_claims(const struct commit *c)
{
	struct claims claims = { 0 };

	claims_read(&claims, c->message, c->message_len);
	for (size_t i = 0; i < claims.list.n; i++) {
		const struct claim *claim = &claims.list.item[i];

		hold_inside(claim->line, claim->line_len, c->message, c->message_len);
		if (claim->subject)
			hold_inside(claim->subject, claim->subject_len, c->message,
				    c->message_len);
	}
	claims_release(&claims);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = mem_alloc(len + 1);	/* a NUL behind it, as objects_read() has it */
	struct commit c;
	git_oid id;

	if (len)
		memcpy(text, data, len);
	if (commit_parse(&c, text, len)) {
		for (size_t i = 0; i < c.parents; i++)
			commit_parent(&c, i, &id);
		hold(!c.parents || c.parents_at + c.parents * 48 <= text + len);
		hold_person(&c.author, text, len);
		hold_person(&c.committer, text, len);
		hold_inside(c.message, c.message_len, text, len);
		hold_subject(&c);
		hold_claims(&c);
	}
	mem_free(text);
	return 0;
}
