/* SPDX-License-Identifier: GPL-2.0 */
/*
 * repairs: which commits of mainline say, with a Fixes: line, that they fix which
 * others. A line names a commit by an id, whole or cut; where that leads nowhere,
 * by the subject it quotes. Where it names a backport, what that was made from is
 * fixed too.
 */
#ifndef AUDIT_REPAIRS_H
#define AUDIT_REPAIRS_H

#include <git2.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/origin.h"
#include "base/error.h"
#include "base/mem.h"

struct repair {
	uint32_t pos;		/* in the repository that holds mainline */
	uint32_t at;		/* the target there; POS_NONE: it is only in the audited one */
	git_oid target;
};

struct repairs {
	ARRAY(struct repair) all;	/* by target, then position; none twice */
	size_t commits;		/* that have a Fixes: line */
};

/* Mainline must be known from @t. Release @to in any case. */
struct error *repairs_find(struct repairs *to, const struct trees *t);
void repairs_release(struct repairs *r);

/* The place of the first one of @target, if there is one, else of what is behind it. */
size_t repairs_of(const struct repairs *r, const git_oid *target);

#endif
