/* SPDX-License-Identifier: GPL-2.0 */
/*
 * weigh: the verdict on a fix on one branch, from what its history holds. In this
 * order: carried; taken back; not affected, as what introduced the bug is not
 * there; carried under another name (the same change); unknown where the history
 * that could tell is out of sight or only a subject speaks for it; missing.
 */
#ifndef AUDIT_WEIGH_H
#define AUDIT_WEIGH_H

#include "audit/audit.h"
#include "audit/timeline.h"

/* Branch @i of the audited repository; fills @to. */
struct error *weigh_branch(struct branch_verdict *to, struct fix_case *c, size_t i);

/* Adds evidence; it takes over @text. @pos: the commit to look at, or POS_NONE. */
void evidence_add(struct branch_verdict *to, struct history *h, enum evidence_kind kind,
		  uint32_t pos, char *text);

#endif
