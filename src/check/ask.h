/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ask: a file that spatch is to be asked about under a rule, with what the program
 * knows of it itself; and what becomes of the answer.
 */
#ifndef CHECK_ASK_H
#define CHECK_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "check/finding.h"
#include "check/judge.h"
#include "check/reading.h"
#include "check/spatch.h"

struct ask {
	const struct rule *rule;
	size_t source;		/* of the reading's */
	struct lines known;	/* judge_known() */
	bool broken;		/* some function of the file could not be understood */
};

struct asks {
	ARRAY(struct ask) list;
};

/*
 * Adds the candidates of @r in which @rule, a rule for one file, can find anything by
 * itself; for a rule without a vocabulary there are none: it may match anywhere.
 */
void asks_add(struct asks *to, struct reading *r, const struct rule *rule);
void asks_release(struct asks *a);

/*
 * What spatch answered of the file @u, in @f: what it found and the program neither told
 * nor understood and found right goes to @to as a finding, what was not seen to its coverage.
 */
void ask_take(const struct ask *a, const struct spatch_file *f, const struct unit *u,
	      struct report *to);

#endif
