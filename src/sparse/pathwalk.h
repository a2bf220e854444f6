/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pathwalk: follows every path through the blocks of a compiled function and keeps, for one
 * device, whether devres may hold something and whether something it stands on was torn
 * down meanwhile; a release in that state is a hit. It is what check/walk.h does on the source
 * as written, on what the compiler is given: devices are values, a join of several has on
 * each path the value that this path gave it, and so has what a branch asks of.
 *
 * Calls of functions of the same file are followed, any number of levels deep, each once; of
 * those of other files by their summaries.
 */
#ifndef SPARSE_PATHWALK_H
#define SPARSE_PATHWALK_H

#include <stdbool.h>
#include <stddef.h>

#include "check/walk.h"
#include "sparse/event.h"

struct pathwalk {
	const struct rule *rule;
	unsigned words;		/* which teardowns count: WALK_… bits */
	bool reach_any;		/* those of REACH_ANY patterns too */
	bool any_probe;		/* a driver's ->probe(), whatever it is handed, is of this device */
	bool managed_only;	/* devres holds what hurts only after a Managed pattern */
	bool blind;		/* no branch rules another out: what would be, but for that */
	unsigned leaning;
	struct map transfers;	/* private */
};

struct path_hit {
	struct body *body;
	const struct event *teardown, *release;	/* NULL: the return, */
	unsigned return_line;			/* on this line */
	ARRAY(int) blocks;	/* from the entry to the release */
	size_t torn_at;		/* the teardown's place in these */
	ARRAY(const struct event *) more;	/* further teardowns on the way to the release */
};

struct path_hits {
	ARRAY(struct path_hit) list;
};

/* Every teardown counts, anything may be managed. */
void pathwalk_open(struct pathwalk *p, const struct rule *rule);
void pathwalk_release(struct pathwalk *p);

/* As walk_find() in check/walk.h. */
void pathwalk_find(struct pathwalk *p, struct body *b, int device, bool filled, enum walk_end end,
		struct path_hits *hits);
void path_hits_release(struct path_hits *h);

/* The devices that @b does something to, by itself or by what it calls: values, each once. */
const struct events *path_devices(struct pathwalk *p, struct body *b);

/* Whether @event, of @b, tears down what it is called on, or may leave it torn down. */
bool path_tears_down(struct pathwalk *p, struct body *b, const struct event *event);

/* As walk_probes(): whether @b is what has @device probed, first of all. */
bool pathwalk_probes(struct pathwalk *p, struct body *b, int device);

/* What a call does to the device that is @device in its caller: see walk_inside(). */
struct path_inside {
	const struct summary_device *summary;	/* of another file's; or */
	struct body *body;			/* the callee, and what in it */
	const struct event *event;
	int device;				/* there */
};
bool pathwalk_inside(struct pathwalk *p, struct body *b, const struct event *call, int device,
		  bool release, struct path_inside *to);

/*
 * Fills .out, .hit, .words and .probes of @to with what callers can tell of @b and @device; false
 * where that is nothing. Where in @b the teardown or release is, pathwalk_event() tells, or NULL.
 */
bool pathwalk_summarise(struct pathwalk *p, struct body *b, int device,
			struct summary_device *to);
const struct event *pathwalk_event(struct pathwalk *p, struct body *b, int device, bool release);

/*
 * The first branch of @h's path that can't be taken so, because of what is known there; by
 * number of its block in h->blocks. False where nothing rules the path out. *@constant: the
 * configuration alone does. *@before: where the same was asked before, or the value was
 * set; NOWHERE where that is not known.
 */
bool path_ruled_out(struct body *b, const struct path_hit *h, size_t *at, bool *constant,
		    size_t *before);

#endif
