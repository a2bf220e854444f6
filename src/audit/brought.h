/* SPDX-License-Identifier: GPL-2.0 */
/*
 * brought: what a branch has as copies: the ids that its own commits' messages
 * name, and what those were copied from in turn. Going by messages alone it is
 * quick for all commits at once; audit/copies.h looks closely at one.
 */
#ifndef AUDIT_BROUGHT_H
#define AUDIT_BROUGHT_H

#include <git2.h>
#include <stdbool.h>

#include "audit/origin.h"
#include "base/error.h"
#include "base/mem.h"

struct ids {
	ARRAY(git_oid) list;	/* ascending */
};

struct brought {
	struct ids ids;
	struct ids doubted;	/* what a revert on the branch names, or names a copy of */
};

void brought_find(struct brought *to, const struct trees *t, const struct branch *b);
bool brought_has(const struct brought *b, const git_oid *id);
/* Whether it may have been taken back again; also of ids that the branch has as ancestors. */
bool brought_is_doubted(const struct brought *b, const git_oid *id);
void brought_release(struct brought *b);

#endif
