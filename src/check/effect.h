/* SPDX-License-Identifier: GPL-2.0 */
/*
 * effect: what a function's statements do to devices, in the order in which they
 * are evaluated, under one rule's vocabulary.
 */
#ifndef CHECK_EFFECT_H
#define CHECK_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/flow.h"
#include "check/program.h"
#include "check/rule.h"

enum effect_kind {
	EFFECT_TEARDOWN,
	EFFECT_RELEASE,
	EFFECT_CONFIGURE,
	EFFECT_MANAGED,		/* managed memory that stands on what is torn down */
	EFFECT_FILL,		/* anything that may put something into devres: a probe, devm_…() */
	EFFECT_CALL,		/* of a function that the program holds */
	EFFECT_SET,		/* a variable or member gets another value */
	EFFECT_TOUCH,		/* its address is given away */
};

struct effect {
	enum effect_kind kind;
	int node;
	size_t token;		/* of the name that stands for it: where a finding points to */
	size_t first, last;	/* the whole expression */
	char *device;		/* EFFECT_TEARDOWN … FILL: its name; NULL: CONFIGURE of any */
	const struct pattern *pattern;	/* of the vocabulary, or NULL */
	bool probes;		/* EFFECT_FILL: a driver's probe, not just devm_…() */
	struct function *callee;	/* EFFECT_CALL */
	bool through_member;	/* EFFECT_CALL, EFFECT_FILL: x->member(…) */
	ARRAY(char *) args;	/* EFFECT_CALL: names, NULL where one has none */
	size_t value, value_last;	/* EFFECT_SET: what it is set to; equal: not known */
};

struct effects {
	const struct rule *rule;
	ARRAY(struct effect) list;	/* by node, then in order */
	ARRAY(size_t) of_node;		/* the first effect of each node; one more than nodes */
	ARRAY(char *) torn;		/* see walk_torn() */
	bool torn_known, torn_open;
	unsigned torn_tries;
	ARRAY(uint32_t) open;		/* hashes of callees not known: effects_outdated() */
	struct effects *next;		/* of the same function under another rule */
	bool calls_driver;		/* calls a driver's ->probe() or ->remove() */
};

/* The effects of @f under @rule, made on first use; they belong to @f. */
struct effects *effects_of(const struct program *p, struct function *f, const struct rule *rule);
void effects_free(struct effects *e);	/* those under all rules */

/*
 * After program_link() has learnt of the names whose hashes are in @fresh (sorted, @n of
 * them; map_hash()): forgets the effects of @f that one of these changes. Whether there
 * were any.
 */
bool effects_outdated(struct function *f, const uint32_t fresh[], size_t n);
/* Forgets what is derived from the effects of others. */
void effects_forget_torn(struct function *f);
/* Marks as .stale what calls, over any number of functions, something that is so marked. */
void effects_spread_stale(struct program *p);
/* Whether @f calls something through a member whose name's hash is among these. */
bool effects_through(const struct function *f, const uint32_t fields[], size_t n);

/*
 * Whether a call of @f does nothing to any device, under @rule: neither it nor what it
 * calls tears down, releases, configures, fills, or calls a driver. False where that
 * takes too many levels to tell.
 */
bool effects_none(const struct program *p, struct function *f, const struct rule *rule);

/*
 * Forgets the effects of @f where one of them is a call of a function of a unit that is
 * .replaced; @f is marked as .stale where that function is.
 */
void effects_forget_calls(struct function *f);

/*
 * What the callee of @call names the caller's @device by: up to @max names, each
 * to be freed by the caller; returns how many.
 */
size_t effect_callee_names(const struct effect *call, const char *device, char *names[],
			   size_t max);

/* What the caller of @call names the callee's @device by, or NULL. The caller frees it. */
char *effect_caller_name(const struct effect *call, const char *device);

/* The effect's source text: "arch_teardown_dma_ops(dev)". The caller frees it. */
char *effect_text(const struct function *f, const struct effect *e);

#endif
