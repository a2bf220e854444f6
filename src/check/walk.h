/* SPDX-License-Identifier: GPL-2.0 */
/*
 * walk: follows every path of a function and keeps, for one device, whether
 * devres may hold something and whether something it stands on was torn down
 * meanwhile. A release that is reached in that state is a hit. Calls of known
 * functions are walked likewise; the result for each state on entry is kept
 * (their transfer), so that any number of levels costs each function once. Only
 * those that call themselves, by whatever way, are walked until nothing new comes.
 *
 * Conditions that stand several times in a function are remembered along a path
 * (flow.h's facts), so that "if (x) …; if (!x) …;" does not take both; where that
 * makes too many states, the function is walked without.
 */
#ifndef CHECK_WALK_H
#define CHECK_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "check/effect.h"

enum { WALK_MAX_NAMES = 4 };

enum walk_end {			/* what happens when the function has returned */
	END_PLAIN,		/* nothing that is known */
	END_RELEASES,		/* devres is released: .remove */
	END_FAILURE_RELEASES,	/* likewise unless it returns 0: .probe */
};

enum {				/* for walk.words */
	WALK_TEARDOWN = 1 << WORD_TEARDOWN,
	WALK_MANAGED = 1 << WORD_TEARDOWN_MANAGED,
	WALK_BUS = 1 << WORD_TEARDOWN_BUS,
	WALK_ALL = WALK_TEARDOWN | WALK_MANAGED | WALK_BUS,
};

struct walk {
	const struct program *program;
	const struct rule *rule;
	unsigned words;		/* which teardowns count: WALK_… bits */
	bool reach_any;		/* those of REACH_ANY patterns too */
	bool any_probe;		/* a driver's ->probe(), whatever it is handed, is of this device */
	bool managed_only;	/* devres holds what hurts only after a Managed pattern */
	unsigned leaning;	/* open walks that what is being walked has asked for */
	unsigned torn_depth;	/* walk_torn() within walk_torn() */
	bool torn_leaned;	/* one of these was asked for while it was open */
	struct map transfers;	/* the cache; one for all walks with the same settings */
};

struct hit {
	struct function *function;
	const struct effect *teardown;
	const struct effect *release;	/* NULL: the return */
	unsigned return_line;		/* where it returns, when release is NULL */
	ARRAY(int) path;		/* nodes, from the entry to the release */
	size_t torn_at;			/* the teardown's place in path */
	ARRAY(const struct effect *) more;	/* further teardowns on the way to the release */
};

struct hits {
	ARRAY(struct hit) list;
};

/*
 * Follows @device in @f; @filled says whether devres may hold something on
 * entry. Adds a hit for each teardown that reaches a release, the shortest way;
 * a teardown that only goes along with an earlier one is among its 'more'.
 */
void walk_find(struct walk *w, struct function *f, const char *device, bool filled,
	       enum walk_end end, struct hits *hits);
void hits_release(struct hits *h);

/*
 * The devices torn down in @f, by itself or by what it calls and leaves torn down, each
 * once, in effects.torn. They are kept there: before a walk that counts other teardowns
 * asks, effects_outdated() must have forgotten them.
 */
const struct effects *walk_torn(struct walk *w, struct function *f);

/*
 * Whether @f, entered while devres may hold something, may return with @device torn down;
 * true too while @f is being walked.
 */
bool walk_leaves_torn(struct walk *w, struct function *f, const char *device);

/* What a caller of @f that hands @device to it can tell, by the state on entry. */
struct walk_summary {
	unsigned char out[4];	/* the states on return */
	bool hit;		/* it may release devres while the device is torn down on entry */
};
void walk_summarise(struct walk *w, struct function *f, const char *device,
		    struct walk_summary *to);

/*
 * Whether @f is the one that has @device probed: a driver's probe is reached from
 * the entry before anything is torn down or released. Devres is empty then on
 * entry.
 */
bool walk_probes(struct walk *w, struct function *f, const char *device);

/*
 * Where inside the call's callee the teardown that is left behind, or the release
 * that is reached, stands: the effect there and its function; false when the
 * effect is no call or none is known.
 */
bool walk_inside(struct walk *w, const struct effect *call, const char *device,
		 enum effect_kind kind, struct function **in, const struct effect **what);

/* A walk in which every teardown counts and anything may be managed. */
void walk_open(struct walk *w, const struct program *p, const struct rule *rule);
void walk_release(struct walk *w);

#endif
