/* SPDX-License-Identifier: GPL-2.0 */
/*
 * turn: the commit at which something came to be so: found by halving the line of
 * first parents, and of what was merged where that brought it.
 */
#ifndef AUDIT_TURN_H
#define AUDIT_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "history/history.h"

/* Whether it is so at a commit. */
typedef struct error *turn_fn(void *ctx, uint32_t pos, bool *so);

/*
 * The commit between @old, where it is not so, and @new, where it is, that made it so
 * (it may be @new); of several one. @old: POS_NONE for before all history.
 */
struct error *turn_find(struct history *h, uint32_t old, uint32_t new, turn_fn *is_so, void *ctx,
			uint32_t *pos);

/* The oldest commit of the line of first parents. */
uint32_t turn_root(struct history *h, uint32_t pos);

#endif
