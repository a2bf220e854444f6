/* SPDX-License-Identifier: GPL-2.0 */
/*
 * news: the findings before a patch and after it, held against each other, of one patch after
 * the other: which patch brings one, and which takes it away. One that only moved is the
 * same: to other lines, with its function or file to another name or place, behind a wrapper.
 */
#ifndef LINT_NEWS_H
#define LINT_NEWS_H

#include "check/finding.h"
#include "lint/patchset.h"

struct item {			/* a finding that some patch brings or takes away */
	const struct finding *finding;	/* as it was seen last */
	size_t state;		/* then: after so many patches */
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

/* What was there before patch @k and after it; patches come in their order. */
void news_add(struct news *n, size_t k, const struct report *before, const struct report *after);
void news_release(struct news *n);

#endif
