/* SPDX-License-Identifier: GPL-2.0 */
/*
 * judged: a revision that was read and judged, kept to go on from to the next one: what was
 * read stays, but for the files that changed, and judged anew are only
 * - these, and those that came,
 * - those with a function that calls, over any number of others, one that changed and no
 *   longer does to devices what it did,
 * - those whose functions stand in tables that changed, or whose findings tell a line of a
 *   file that changed.
 * Where these would have the reading ask for more, all is read again.
 */
#ifndef PROOF_JUDGED_H
#define PROOF_JUDGED_H

#include "check/ask.h"
#include "check/check.h"
#include "proof/revision.h"

struct judged {
	const struct check_options *options;
	bool has;		/* there is one: */
	struct revision revision;
	struct reading reading;
	struct report report;	/* spatch was not asked yet */
	struct asks asks;	/* what it is to be asked */
};

void judged_release(struct judged *j);

/* Reads and judges @now, of which @coverage is known, anew; takes both over. */
void judged_read(struct judged *j, struct revision *now, struct coverage *coverage);

/*
 * Goes on to @now, which is taken over, from the revision at hand; false where that takes
 * more: then @now is as it was, and there is no revision at hand.
 */
bool judged_follow(struct judged *j, struct revision *now);

/* Adds a copy of the report to the empty @to. */
void judged_copy(const struct judged *j, struct report *to);

#endif
