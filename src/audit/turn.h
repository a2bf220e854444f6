/* SPDX-License-Identifier: GPL-2.0 */
/*
 * turn: the commit at which code turned from one state to another: found by halving
 * the line of first parents, and of what was merged where that brought it. Commits
 * whose files are the same need no reading (prover.h).
 */
#ifndef AUDIT_TURN_H
#define AUDIT_TURN_H

#include <stdint.h>

#include "audit/prover.h"

/*
 * The commit between @old and @new (it may be @new) that made the state one of @states
 * (a bit each: 1 << CODE_FIXED), as @new's is and @old's is not; POS_NONE where it can't
 * be told. @old: POS_NONE for before all history. @tip as for prover_ask().
 */
struct error *turn_find(struct prover *p, struct history *h, uint32_t old, uint32_t new,
			unsigned states, uint32_t tip, uint32_t *pos);

/* The oldest commit of the line of first parents. */
uint32_t turn_root(struct history *h, uint32_t pos);

#endif
