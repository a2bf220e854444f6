/* SPDX-License-Identifier: GPL-2.0 */
/*
 * unit: one C file as read from its tokens: its functions, and which of them
 * it makes callbacks, in initialisers (.remove = f) and by assignment
 * (drv->driver.remove = f).
 */
#ifndef CHECK_UNIT_H
#define CHECK_UNIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "base/mem.h"
#include "check/token.h"

struct flow;
struct unit;
struct effects;

struct param {
	char *name;		/* "" when it has none */
	char *type;		/* the last word of its type: "device" of struct device *dev */
};

struct function {
	struct unit *unit;
	char *name;
	bool is_static;
	bool is_weak;		/* another file's function of this name is the one that counts */
	unsigned line, end_line;
	size_t first, last;	/* tokens of the body, without its braces */
	ARRAY(struct param) params;
	struct flow *flow;	/* made on first use: flow_of() */
	struct map aliases;	/* of locals: see device.h; made on first use */
	bool aliases_known;
	struct effects *effects;	/* made on first use: see effect.h */
	unsigned idle;		/* bit k: nothing in it matters to the check's rule k */
	bool stale;		/* it may do something else than when it was last asked */
};

struct callback {
	char *field;		/* "remove" */
	char *function;
	char *table;		/* the table's type, "bus_type"; "" when not known */
	char *within;		/* .driver = { .remove = f }, x->driver.remove = f: "driver" */
	bool assigned;
	unsigned line;
};

struct unit {
	char *path;		/* as findings name it */
	bool broken;		/* brackets without a partner: functions may be missing */
	bool header;		/* a .h: its static functions are seen by others */
	bool asked;		/* findings are wanted in it; set, as rules, by who read it */
	bool replaced;		/* it is about to leave the program */
	unsigned rules;		/* bit k: the check's rule k may find something here */
	const char *text;	/* not owned */
	size_t len;
	struct tokens tokens;
	ARRAY(struct function) functions;	/* macros behind the others */
	size_t n_functions;	/* without macros */
	ARRAY(struct callback) callbacks;
	struct map by_name;	/* name -> struct function * */
	struct map own_members;	/* fields that keep a callback's device: see device.h */
};

/* Reads the file's bytes; @text must live as long as @u. */
void unit_read(struct unit *u, const char *path, const char *text, size_t len);
void unit_release(struct unit *u);

/* Forgets what was derived of it within a program: it may join another one. */
void unit_forget(struct unit *u);

/* The function whose lines hold @line, or NULL. */
struct function *unit_function_at(const struct unit *u, unsigned line);

#endif
