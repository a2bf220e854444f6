/* SPDX-License-Identifier: GPL-2.0 */
/* seem: whether the callers of a function can tell its state in one program from another's. */
#ifndef LINT_SEEM_H
#define LINT_SEEM_H

#include "check/check.h"
#include "check/program.h"

/* Whether @rule has a call of @name among its words. */
bool rule_means(const struct rule *rule, const char *name);

/*
 * Whether, under all rules, @f of @p and @g of @q do the same to the devices that a caller
 * hands to them, whatever is done to these before.
 */
bool seem_the_same(const struct check_options *o, const struct program *p, struct function *f,
		   const struct program *q, struct function *g);

#endif
