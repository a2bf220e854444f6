/* SPDX-License-Identifier: GPL-2.0 */
/*
 * news: the findings of one state of the files after the other, held against each other:
 * which patch brings one, and which takes it away. One that only moved is the same: to other
 * lines, with its function or file to another name or place, behind a wrapper.
 */
#ifndef LINT_NEWS_H
#define LINT_NEWS_H

#include "check/finding.h"
#include "lint/patchset.h"

struct item {			/* a finding over the states in which it is there */
	const struct finding *finding;	/* as it is in the last of them */
	size_t state;		/* that one: after so many patches */
	size_t brought;		/* the patch that brought it; NOWHERE: it was there before */
	size_t gone;		/* the one that took it away; NOWHERE: it is there at the end */
};

struct news {
	const struct patchset *patches;
	/* The bytes of @path after so many patches; the caller frees them, NULL: none. */
	char *(*text)(void *ctx, unsigned state, const char *path, size_t *len);
	void *ctx;
	ARRAY(struct item) all;
};

/* The findings of the next state; the first time, of what was before the patches. */
void news_add(struct news *n, const struct report *r, size_t state);
void news_release(struct news *n);

#endif
