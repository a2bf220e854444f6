/* SPDX-License-Identifier: GPL-2.0 */
/* review: one message being checked, and the remarks on it so far. */
#ifndef LINT_REVIEW_H
#define LINT_REVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"
#include "history/claim.h"
#include "history/text.h"
#include "lint/message.h"
#include "lint/named.h"

/* A remark, and the line of the message that it is about; .at is NULL for none. */
struct draft {
	const char *at;
	size_t number;		/* in the order in which they were made */
	struct remark remark;
};

struct review {
	struct message_checks *c;
	struct text message;
	struct claims claims;	/* no more than MESSAGE_MAX_CLAIMS */
	ARRAY(struct draft) drafts;
	size_t enough;		/* of the drafts: no more are asked for */
	const struct named_commit *upstream;	/* the one commit that it brings, or NULL */
	const struct claim *brings;		/* what says so */
	size_t brought;		/* commits that it says that it brings */
};

void review_start(struct review *r, struct message_checks *c, const char *message, size_t len);
/* Adds the remarks to @to, those on the first lines first. */
void review_end(struct review *r, const char *of, const char *path, struct report *to);

/* Drafts are now made in the order of the lines again, up to MESSAGE_MAX_REMARKS. */
void review_pass(struct review *r);
static inline bool review_has_enough(const struct review *r)
{
	return r->drafts.n >= r->enough;
}

/* A remark on the first line of @line, a part of the message; .p NULL: on none. */
void review_remark(struct review *r, const char *check, bool fails, struct text line,
		   const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Whether the upstream commit's own message has @line. */
bool review_is_upstream(const struct review *r, struct text line);

/* Where the line behind @line begins, in a text that ends at @end. */
static inline const char *review_next_line(struct text line, const char *end)
{
	return line.p + line.len < end ? line.p + line.len + 1 : end;
}

/* The hex digits that the claim gives, with a NUL; @to has room for 41. */
void review_digits(char *to, const struct claim *claim);
/* Adds what @named, no one commit, is instead: "names no object of this repository". */
void review_tell_named(struct str *to, const struct review *r, const struct claim *claim,
		       const struct named *named);

#endif
