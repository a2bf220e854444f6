/* SPDX-License-Identifier: GPL-2.0 */
/*
 * by_change: what the code of a tree is, told by the fix's own change: whether its
 * files hold what was there before it or what was there after it (proof/hunk.h).
 * Documentation and self tests are left out: backports leave them out, and they are no
 * code. A file that is not at its path is looked for under other names
 * (names.h).
 */
#ifndef AUDIT_BY_CHANGE_H
#define AUDIT_BY_CHANGE_H

#include "audit/change.h"
#include "audit/code.h"
#include "audit/lookup.h"
#include "audit/names.h"
#include "audit/origin.h"

struct by_change;

/* *@to is NULL where the change has nothing to tell by. @t, @names must outlive it. */
struct error *by_change_new(struct by_change **to, const struct trees *t, struct names *names,
			    const struct change *change, const struct changed_files *files);
void by_change_free(struct by_change *c);

/* What is found for a tree of the audited repository; it lives as long as @c. */
const struct code *by_change_ask(struct by_change *c, const struct names_at *at);

#endif
