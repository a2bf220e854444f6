/* SPDX-License-Identifier: GPL-2.0 */
/* seem: whether the callers of a function can tell its state in one program from another's. */
#ifndef LINT_SEEM_H
#define LINT_SEEM_H

#include "check/check.h"
#include "check/program.h"
#include "check/walk.h"

/* Whether @rule has a call of @name among its words. */
bool rule_means(const struct rule *rule, const char *name);

enum { SEEM_WAYS = 2 };		/* devres holds what hurts from the start; or after it was put in */

struct seem {			/* what was walked so far */
	const struct check_options *options;
	const struct program *before, *after;
	struct walk walk_before[CHECK_MAX_RULES][SEEM_WAYS], walk_after[CHECK_MAX_RULES][SEEM_WAYS];
};

void seem_open(struct seem *s, const struct check_options *o, const struct program *before,
	       const struct program *after);
void seem_release(struct seem *s);

/*
 * Whether, under all rules, @f of the program before and @g of that after do the same to the
 * devices that a caller hands to them, whatever is done to these before.
 */
bool seem_the_same(struct seem *s, struct function *f, struct function *g);

#endif
