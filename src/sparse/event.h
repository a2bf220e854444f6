/* SPDX-License-Identifier: GPL-2.0 */
/*
 * event: what a compiled function does to devices, under one rule's vocabulary (rule.h), in
 * the order in which its blocks do it. A device is a value.
 */
#ifndef SPARSE_EVENT_H
#define SPARSE_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "check/rule.h"
#include "sparse/compiled.h"
#include "sparse/summary.h"

enum event_kind {
	EVENT_TEARDOWN,
	EVENT_RELEASE,
	EVENT_CONFIGURE,
	EVENT_MANAGED,		/* managed memory that stands on what is torn down */
	EVENT_FILL,		/* a probe, devm_…(): may put something into devres */
	EVENT_CALL,		/* of a function of which the effects are known, or can be */
};

struct event {
	enum event_kind kind;
	size_t insn;
	int block;
	int device;		/* its value; -1: CONFIGURE of any, CALL */
	const struct pattern *pattern;	/* or NULL */
	bool probes;		/* FILL: a driver's probe */
	bool through_member;
	struct body *callee;	/* CALL of a function of the same file, */
	const struct summary *summary;	/* or of another one */
	ARRAY(int) args;	/* CALL: values, -1 where not known; from 0 */
	ARRAY(int) devices;	/* CALL: what the callee's devices are here; made by pathwalk.h */
};

struct events {
	const struct rule *rule;
	ARRAY(struct event) list;	/* by block, then in order */
	ARRAY(size_t) of_block;	/* the first of each; one more than blocks */
	bool calls_driver;	/* calls a driver's ->probe() or ->remove() */
	ARRAY(int) devices;	/* made by pathwalk.h: see path_devices() */
	bool devices_known, devices_open;
	struct events *next;	/* of the same function under another rule */
};

/* Those of @b, made on first use; they belong to it. */
struct events *events_of(struct body *b, const struct rule *rule);
void events_free(struct events *e);	/* those under all rules */

/*
 * Whether a call of a function of this name matters to some rule of @rules: it is a word of
 * one, fills devres, or @known has a summary of it.
 */
bool event_name_matters(const struct rules *rules, const struct summaries *known,
			const char *name);

#endif
