/* SPDX-License-Identifier: GPL-2.0 */
/*
 * commit: a commit object's text (git-cat-file(1), gitformat: "tree", "parent"
 * lines, "author", "committer", other headers, an empty line, the message).
 * Outside text: whatever is missing is empty.
 */
#ifndef HISTORY_COMMIT_H
#define HISTORY_COMMIT_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct person {
	const char *text;	/* "Name <address>" */
	size_t len;
	const char *address;	/* between < and > */
	size_t address_len;
	long long date;		/* seconds since 1970; 0 where it is none, or beyond all reason */
};

/* Points into the object's text. */
struct commit {
	git_oid tree;
	const char *parents_at;	/* the first of the "parent" lines */
	size_t parents;
	struct person author, committer;
	const char *message;	/* up to a NUL in it, as git shows it */
	size_t message_len;
};

/* Reads the @len bytes of @data, behind which a NUL stands. False: no commit's text. */
bool commit_parse(struct commit *c, const char *data, size_t len);

/* Parent @i, from 0; it is less than c->parents. */
void commit_parent(const struct commit *c, size_t i, git_oid *id);

/* The subject as git tells it: the first paragraph on one line. */
void commit_subject(struct str *to, const struct commit *c);
/* The same for a message alone. */
void message_subject(struct str *to, const char *message, size_t len);

/* Hashes that look-ups go by: equal text has equal ones, and it is compared in the end. */
uint32_t subject_hash(const char *subject, size_t len);	/* blanks and case make no difference */
uint32_t authored_hash(const struct person *author);	/* of address and date */
/* Whether two subjects are the same but for blanks and case. */
bool subject_same(const char *one, size_t one_len, const char *two, size_t two_len);

#endif
