/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kept: what the search for the same change as a fix has found, by tip; kept in the
 * index, one piece a fix, so that a later run need not search again.
 */
#ifndef AUDIT_KEPT_H
#define AUDIT_KEPT_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "audit/origin.h"
#include "base/mem.h"

struct kept_answer {
	uint32_t tip;
	uint32_t pos;		/* a commit that is the same change; POS_NONE: there is none */
};

struct kept {
	git_oid fix;
	ARRAY(struct kept_answer) list;	/* of a tip: one that says none, or all that were found */
	bool changed;		/* since it was read */
};

/* What the index of the audited repository keeps of @fix; empty where that is nothing. */
void kept_read(struct kept *k, const struct trees *t, const git_oid *fix);
void kept_release(struct kept *k);

bool kept_knows(const struct kept *k, uint32_t tip);
void kept_add(struct kept *k, uint32_t tip, uint32_t pos);

/*
 * Writes those of @k that have changed, in one short transaction. What can't be
 * written is not kept.
 */
void kept_write(struct kept k[], size_t n, const struct trees *t);

#endif
