/* SPDX-License-Identifier: GPL-2.0 */
/*
 * value: what the registers of a function stand for. A value is known by what it is made
 * of, so that two registers which must hold the same have one value: an argument, a
 * member loaded from a value, a value and an offset, a comparison of two values. What was
 * stored in a variable, or in a member that the function itself stores to, is found again
 * by the stores that reach the place; where several do, the value is a join of these.
 *
 * As in check, a member keeps its value until the function itself stores to it: calls
 * change nothing.
 */
#ifndef SPARSE_VALUE_H
#define SPARSE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "sparse/ir.h"

enum value_kind {
	VALUE_UNDEF,		/* read before it was set */
	VALUE_ARG,		/* number: which, from 1 */
	VALUE_NUMBER,
	VALUE_NAME,		/* the address of a function or global: number: in ir.names */
	VALUE_VARIABLE,		/* the address of a variable: number: which */
	VALUE_ADD,		/* a, and number bytes behind it: never an ADD of an ADD */
	VALUE_LOAD,		/* what stands number bytes behind a */
	VALUE_OP,		/* op of a and b; "a != b" is "(a == b) == 0", and so on */
	VALUE_SELECT,		/* b where a is other than 0, else that which number is */
	VALUE_JOIN,		/* one of several stores, by the way that was taken: see .join */
	VALUE_OPAQUE,		/* what an instruction gives: a call, an asm; number: which */
};

struct value {
	enum value_kind kind;
	enum ir_op op;
	int a, b;		/* values, or -1 */
	long long number;
	int block;		/* JOIN: where; OPAQUE, SELECT: where it is set; else -1 */
	int join;		/* JOIN: of values.joins */
};

struct join {			/* by the edge into its block: as many as that has predecessors */
	size_t first;		/* of values.ways */
	int value;		/* its value */
	bool kept;		/* see join.h */
};

struct edges {			/* the predecessors of each block, an edge each */
	ARRAY(size_t) first;	/* of block b: from[first[b]] … from[first[b + 1] - 1] */
	ARRAY(int) from;
};

struct values {
	const struct ir *ir;
	const struct ir_function *f;
	struct edges edges;
	ARRAY(struct value) list;
	ARRAY(struct join) joins;
	ARRAY(int) ways;	/* values, of joins */
	ARRAY(int) same;	/* of each value: the one that stands for it, or itself */
	struct value_cells *cells;	/* private */
};

void values_open(struct values *v, const struct ir *ir, const struct ir_function *f);
void values_release(struct values *v);

/* The value of an operand, which is the same wherever in the function that stands; or -1. */
int value_of(struct values *v, const struct ir_operand *o);

static inline const struct value *value_at(const struct values *v, int value)
{
	return &v->list.item[value];
}

/* The values that @value is made of, whichever a select takes; returns how many. */
static inline int value_parts(const struct values *v, int value, int parts[3])
{
	const struct value *x = value_at(v, value);
	int n = 0;

	if (x->a >= 0)
		parts[n++] = x->a;
	if (x->b >= 0)
		parts[n++] = x->b;
	if (x->kind == VALUE_SELECT)
		parts[n++] = (int)x->number;
	return n;
}

/* Makes, or finds, the value that is made so. */
int value_add(struct values *v, int a, long long offset);
int value_load(struct values *v, int a, long long offset);
int value_arg(struct values *v, long long arg);

/* What a load there gives before instruction @insn: what was stored, or value_load(). */
int value_loaded(struct values *v, size_t insn, int a, long long offset);

/* @value without an offset, which goes to *@offset. */
int value_root(const struct values *v, int value, long long *offset);

/*
 * What a branch on @value asks: a value of which it asks whether it is other than 0, and
 * whether it goes on when that is not so (@inverted). "!x", "x == 0" and "x != 0" ask
 * the same of x.
 */
int value_condition(const struct values *v, int value, bool *inverted);

/*
 * Whether @value compares something with a number: *@what it compares, and *@if_zero, what the
 * comparison says where that is 0.
 */
bool value_compares(const struct values *v, int value, int *what, bool *if_zero);

/* Likewise, what it says (*@is) where what it compares is @number. */
bool value_says(const struct values *v, int value, long long number, int *what, bool *is);

/* Whether @value is made of @part, however; a join or select is made of nothing. */
bool value_holds(const struct values *v, int value, int part);

#endif
