/* SPDX-License-Identifier: GPL-2.0 */
/* alike: whether a function in one state of its file is what it is in another. */
#ifndef CHECK_ALIKE_H
#define CHECK_ALIKE_H

#include "check/program.h"
#include "check/rule.h"

/* Whether they are token for token the same, whatever their lines and comments are. */
bool function_same(const struct function *f, const struct function *g);

/* Whether @u has a function that is so the same. */
bool unit_has_function(const struct unit *u, const struct function *f);
/* Whether what two files say of their own members (unit.own_members) is the same. */
bool members_same(const struct map *a, const struct map *b);
bool callback_same(const struct callback *a, const struct callback *b);	/* but for its line */

/*
 * Whether they do the same to devices under @rule, on the same ways; so their callers can't
 * tell one from the other. False where that takes too many levels to tell.
 */
bool function_alike(const struct program *p, struct function *f, struct function *g,
		    const struct rule *rule);

#endif
