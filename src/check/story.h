/* SPDX-License-Identifier: GPL-2.0 */
/*
 * story: a hit told in words and places, as a finding.
 */
#ifndef CHECK_STORY_H
#define CHECK_STORY_H

#include "check/finding.h"
#include "check/walk.h"

/* Adds the finding of @h to @r; @callback says through what it is called, or is NULL. */
void story_tell(struct walk *w, const struct hit *h, const char *device,
		const struct callback *callback, struct report *r);

/* What a teardown of this text does, as a verb for its subject: "takes DMA down". */
const char *story_verb(const char *text);

struct story_words {		/* of a finding's sentence */
	const char *teardown, *release;	/* as they stand in the function; release NULL: */
	const char *function;		/* it is this function's return, */
	bool fails;			/* with an error */
	const char *teardown_inside, *release_inside;	/* what wrappers come to in the end; NULL */
	unsigned line;			/* of the release */
};

/* The sentence; the caller frees it. */
char *story_message(const struct story_words *w);

#endif
