/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lead: how a claim begins: the words that stand before its first id, what they
 * claim, and what must hold of the rest for it to be no mere sentence.
 */
#ifndef HISTORY_LEAD_H
#define HISTORY_LEAD_H

#include "history/claim.h"
#include "history/cursor.h"

enum {
	LEAD_TAIL = 1,	/* 'upstream' must follow the id */
	LEAD_COLON = 2,	/* a colon must show that it is no sentence, or square brackets */
	LEAD_FREE = 4,	/* whatever may follow */
	LEAD_FREE_IN_PARENS = 8,	/* the same in parentheses, which are at any line */
	LEAD_ANYWHERE = 16,	/* at any line, not just where a paragraph or a header may begin */
	LEAD_PARTLY = 32,	/* no claim; the title's is none either */
	LEAD_LONE = 64,	/* but in a vendor's header 'upstream' need not */
};

struct lead {
	enum claim_kind kind;
	unsigned flags;
	const char *start;	/* its bracket or first word */
	char bracket;		/* that it stands in; '\0': none */
	bool colon, plural;
	struct text subject;	/* quoted before the id */
};

/* Takes the lead that begins at @c, up to the id; false, with @c anywhere: there is none. */
bool lead_read(struct lead *to, struct cursor *c);

#endif
