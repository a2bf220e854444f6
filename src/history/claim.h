/* SPDX-License-Identifier: GPL-2.0 */
/*
 * claim: what a commit's message says of other commits. Messages are outside
 * text of any bytes and size; what is no claim is passed over in silence.
 *
 * The forms are those seen in real trees (linux-stable, Android, RHEL, SUSE,
 * openEuler, CIQ, DPDK, Xen, systemd, rdma-core, devicetree-rebasing): word.c has
 * how they are spelled, lead.c how they begin, tail.c how they go on and end,
 * header.c what vendors write around them. tests/unit/test_claim.c shows each.
 */
#ifndef HISTORY_CLAIM_H
#define HISTORY_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

enum claim_kind {
	CLAIM_BACKPORT,		/* 'commit A upstream.' and its like: this commit brings A */
	CLAIM_PICK,		/* '(cherry picked from commit A)': likewise; A may be a backport */
	CLAIM_REVERT,		/* 'This reverts commit A' */
	CLAIM_REVERT_UPSTREAM,	/* A in 'This reverts commit S which is commit A upstream' */
	CLAIM_FIXES,		/* 'Fixes: A ("subject")' */
	CLAIM_REVERT_PART,	/* 'This partially reverts commit A', 'reverts commit A, but …' */
};

enum {
	CLAIM_ID_BYTES = 20,
	CLAIM_MIN_NIBBLES = 7,	/* fewer hex digits name nothing */
};

struct claim {
	enum claim_kind kind;
	unsigned nibbles;	/* hex digits given, up to 40; 0: no id, only a subject */
	uint8_t id[CLAIM_ID_BYTES];	/* zeros behind the digits given */
	const char *line;	/* the words that say so, in the message; no newline at the ends */
	size_t line_len;
	const char *subject;	/* quoted with it (Fixes:, the title of a revert); NULL: none */
	size_t subject_len;
};

struct claims {
	ARRAY(struct claim) list;	/* in the message's order; no kind and id twice */
};

/*
 * Adds the claims of the @len bytes of @message (the commit object's part behind
 * its header: subject, empty line, body) to @to, which is emptied first. They
 * point into @message. Linear in @len. A revert whose text names no id gives a
 * CLAIM_REVERT without one, with the subject that its title quotes.
 */
void claims_read(struct claims *to, const char *message, size_t len);
void claims_release(struct claims *c);

/* Whether a claim of this kind says that the commit was made from the one it names. */
static inline bool claim_brings(unsigned kind)
{
	return kind == CLAIM_BACKPORT || kind == CLAIM_PICK;
}

/* Whether the @nibbles first hex digits of @id and @other are the same. */
int claim_same_id(const uint8_t *id, const uint8_t *other, unsigned nibbles);

#endif
