/* SPDX-License-Identifier: GPL-2.0 */
/*
 * unseen: what the repositories of an audit can't show, whatever is asked of them:
 * no branches, no mainline, where a shallow clone is cut off, refs that can't be
 * read, branches of one name that differ.
 */
#ifndef AUDIT_UNSEEN_H
#define AUDIT_UNSEEN_H

#include "audit/origin.h"
#include "audit/verdict.h"

/* @what and @why are taken over. */
void unknown_add(struct unknowns *to, char *what, char *why);

void unseen_tell(struct unknowns *to, const struct trees *t);

#endif
