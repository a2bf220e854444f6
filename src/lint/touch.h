/* SPDX-License-Identifier: GPL-2.0 */
/*
 * touch: what a change touches of a C file: the functions that are others before and after,
 * and those that change their place in a table; and what these can reach: the words of rules
 * in them and in what they call, as far as the file defines it.
 */
#ifndef LINT_TOUCH_H
#define LINT_TOUCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "check/check.h"
#include "check/filter.h"
#include "check/unit.h"

/* The filter of all words of the rules by which devices are told to be meant; NULL: none. */
struct filter *touch_words(const struct check_options *o);

struct touched {		/* of one unit */
	bool *function;		/* of each function */
	struct map elsewhere;	/* functions of other files that are put into a table, or out */
	bool any;
};

/* None. */
void touched_start(struct touched *t, const struct unit *u);
/* The functions of @u that are touched where @other (NULL: nothing) is its other state. */
void touched_read(struct touched *t, const struct unit *u, const struct unit *other);
/* Those of these names. */
void touched_named(struct touched *t, const struct unit *u, const struct map *names);
void touched_release(struct touched *t);

/*
 * Adds to @calls the names that the touched functions of @u, and those of the file that they
 * call, call and the file does not define. Whether a word of @words is in any of them, or a
 * driver's ->probe() or ->remove() is called.
 */
bool touched_reach(const struct touched *t, const struct unit *u, const struct filter *words,
		   struct map *calls);

/* Marks too what calls, over any number of functions of the file, one that is touched. */
void touched_spread(struct touched *t, const struct unit *u);

/* Whether a function of @u calls one of @names; it is marked in @t. */
bool touched_callers(struct touched *t, const struct unit *u, const struct map *names);

#endif
