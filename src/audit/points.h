/* SPDX-License-Identifier: GPL-2.0 */
/*
 * points: what the code is at the releases of a branch, in their order, and at its tip;
 * and which of them carry the fix by that.
 */
#ifndef AUDIT_POINTS_H
#define AUDIT_POINTS_H

#include "audit/settle.h"

#define MENDED (1u << CODE_FIXED)
#define BROKEN (1u << CODE_HAS_BUG | 1u << CODE_PARTIAL)

struct points {			/* the releases of the branch, then its tip */
	size_t n, tip;		/* .tip: the tip's place, a release's where it is one */
	uint32_t *pos;
	enum code_state *state;
	bool by_rule;
};

/* Asks for all of them; points_release() in any case. */
struct error *points_read(const struct settling *s, struct points *p);
void points_release(struct points *p);

const char *point_name(const struct settling *s, size_t point);	/* a release's; "the tip" */

/* Whether the state is one of @states, a bit each. */
static inline bool state_in(enum code_state state, unsigned states)
{
	return states & 1u << state;
}

/* The last point before @from in one of the states, the first from there on; NOWHERE: none. */
size_t points_last(const struct points *p, size_t from, unsigned states);
size_t points_first(const struct points *p, size_t from, unsigned states);

/* The last point before the tip that had the fix; NOWHERE: none. */
size_t points_last_mended(const struct settling *s, const struct points *p);

/* Whether history says of each point what the code says. */
bool points_agree(const struct settling *s, const struct points *p);

/* Sets intervals and first release from the code, where that says otherwise than history. */
void points_set_intervals(const struct settling *s, const struct points *p);
void intervals_forget(struct branch_verdict *to);

#endif
