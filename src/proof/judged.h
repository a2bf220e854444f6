/* SPDX-License-Identifier: GPL-2.0 */
/*
 * judged: a revision that was read and judged, kept to go on from to the next one. Where
 * that differs in files which nothing else leans on, these alone are judged anew:
 * a driver's own file say, or one whose comments or code below its visible functions
 * changed. Otherwise all is read again.
 *
 * What holds a file's findings apart from another file's change:
 * - each changed file holds the same of the words and defines the same of the names that
 *   the reading asked for, and asks for nothing else itself;
 * - its callbacks are the same, and so are the members that stand for devices;
 * - no other file that was read names a function of it that is visible and changed,
 *   unless that does to devices what it did, or nothing;
 * - no finding in another file speaks of it.
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
