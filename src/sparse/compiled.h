/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compiled: one compiled file: the functions that sparse printed of it, beside the source that
 * they were made from.
 */
#ifndef SPARSE_COMPILED_H
#define SPARSE_COMPILED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "check/rule.h"
#include "check/unit.h"
#include "sparse/facts.h"
#include "sparse/ir.h"
#include "sparse/members.h"
#include "sparse/site.h"
#include "sparse/value.h"

struct compiled;
struct events;
struct summaries;

struct body {			/* a function of it */
	struct compiled *code;
	const struct ir_function *f;
	const char *name;
	const struct function *source;	/* NULL: it stands in no source that was read */
	bool open;		/* the three below are made: body_open() */
	struct values values;
	struct facts facts;
	struct sites sites;
	struct events *events;	/* of each rule asked for; see event.h */
	bool matters;		/* it, or what it calls here, may do something to a device */
};

struct layout {			/* where a member of struct device stands: from the configuration */
	char *member;
	long long offset;	/* bytes; -1: it has none of that name */
};

struct compiled {
	const char *path;	/* as findings name it; not owned, as the next ones */
	const struct unit *unit;	/* the file as written */
	const struct rules *rules;
	const struct summaries *known;	/* of functions of other files; NULL: none */
	const char *const *flags;	/* sparse's, NULL behind them, to ask more; or NULL */
	const char *dir;	/* where they are good; NULL: here */
	struct members members;	/* asked for when first needed; else it is by their names alone */
	bool has_members, members_asked;
	struct ir ir;
	ARRAY(struct body) bodies;
	ARRAY(struct layout) layouts;
	bool *matters;		/* of each name of the IR: event_name_matters() */
};

/*
 * Takes over @ir, and finds out which functions matter. What else @c is to hold the caller has
 * put into it. Functions that are printed several times are there once.
 */
void compiled_open(struct compiled *c, struct ir *ir);
/* From now on @known is what is known of other files: what was found out without is forgotten. */
void compiled_learn(struct compiled *c, const struct summaries *known);
void compiled_release(struct compiled *c);

struct body *compiled_body(struct compiled *c, const char *name);
void body_open(struct body *b);

/* The offset of struct device's @member, or -1. */
long long compiled_offset(const struct compiled *c, const char *member);

/*
 * The function that a call x->member(…) at @at in @source reaches: the only one that the file
 * puts into that member, of the same struct where that is known; NULL where there are
 * several or none, and for members so common that one proves nothing (probe, remove, …).
 */
const char *compiled_member_target(struct compiled *c, const struct site *at,
			       const struct function *source);

#endif
