/* SPDX-License-Identifier: GPL-2.0 */
/*
 * origin: a commit whose copies are looked for in the audited repository: a fix,
 * what introduced the bug, what repairs the fix. It may be known from that
 * repository, from an upstream one beside it, or by its id alone.
 */
#ifndef AUDIT_ORIGIN_H
#define AUDIT_ORIGIN_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "history/history.h"

/* The repositories of an audit. */
struct trees {
	struct history *audited;
	struct history *upstream;	/* NULL: the audited one holds mainline itself */
};

struct origin {
	git_oid id;
	uint32_t pos;			/* in the audited repository; POS_NONE: not there */
	struct history *in;		/* where it can be read; NULL: nowhere */
	uint32_t in_pos;		/* there */
	char *subject;			/* "" when it can't be read, as all text below */
	char *author;			/* "Name <address>" */
	char *message;			/* subject and body */
	size_t message_len;
	uint32_t authored;		/* authored_hash() */
	long long author_date, date;	/* author's, committer's; 0 when it can't be read */
};

struct error *origin_of_id(struct origin *o, const struct trees *t, const git_oid *id);
/* The commit at @pos of @in, one of @t. */
struct error *origin_at(struct origin *o, const struct trees *t, struct history *in, uint32_t pos);
void origin_release(struct origin *o);

/*
 * The commit that an id of @nibbles digits names in the trees, upstream first.
 * Returns how many there are: 0, 1 (it is in @id), 2 for more.
 */
unsigned trees_find(const struct trees *t, const uint8_t *digits, unsigned nibbles, git_oid *id);

/*
 * The first commit known here that a message says its own was made from, other than
 * @not (NULL: any), in @id; false when there is none. Reads no object.
 */
bool trees_find_source(const struct trees *t, const char *message, size_t len,
		       const git_oid *not, git_oid *id);

/* Where mainline is known from. */
struct history *trees_mainline(const struct trees *t);
/* The first mainline release with it; NULL: none, or not known. Lives as long as the trees. */
const struct release *origin_release_of(const struct origin *o, const struct trees *t);
/* Whether mainline holds it. */
bool origin_in_mainline(const struct origin *o, const struct trees *t);

#endif
