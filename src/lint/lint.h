/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lint: what a patchset brings: the findings that stand after its patches, or after some of
 * them, and not before. The tree is read no further than the change reaches (seeds.h).
 */
#ifndef LINT_LINT_H
#define LINT_LINT_H

#include "check/check.h"
#include "lint/news.h"
#include "lint/patchset.h"
#include "lint/seeds.h"
#include "lint/states.h"
#include "proof/survey.h"

struct lint_options {
	const struct check_options *check;
	enum confidence level;	/* weaker findings are not told */
	bool patches;		/* make the patches of the findings that stand at the end */
};

struct pair {			/* the findings of a patch: results of the survey */
	size_t patch, before, after;
};

struct lint {
	const struct lint_options *options;
	const struct patchset *patches;
	struct survey_options how;
	struct survey *survey;
	struct states states;
	struct filter *words;	/* touch_words() */
	struct units units[2];	/* of readings before a patch, and after it */
	struct map functions;	/* of each path: how many it has in the end */
	ARRAY(struct pair) pairs;	/* of the patches that matter */
	struct news news;
	pid_t writer;		/* of what is kept of blobs; 0: none */
	struct report report;	/* what is brought; .text is of the files after the patches */
};

/* Release @l in any case; @o and @p must outlive it. */
struct error *lint_run(struct lint *l, const struct lint_options *o, const struct patchset *p);
void lint_release(struct lint *l);

/*
 * The rule of a finding that stood before all patches, in a function that is still there, and
 * that patch @k takes away; NULL: there is none.
 */
const struct rule *lint_mends(const struct lint *l, size_t k);

#endif
