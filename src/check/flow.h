/* SPDX-License-Identifier: GPL-2.0 */
/*
 * flow: a function's control flow, from its tokens: a node for each simple
 * statement and each operand of && and || in a condition, edges as C runs.
 * Both sides of an #if are branches on its condition; a macro in a loop's place
 * (list_for_each_entry (…) {) is a loop.
 */
#ifndef CHECK_FLOW_H
#define CHECK_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "check/unit.h"

enum node_kind {
	NODE_JOIN,		/* nothing happens here */
	NODE_LABEL,		/* likewise; first is the label's name */
	NODE_STATEMENT,
	NODE_BRANCH,		/* a condition: to[0] when true, to[1] when false */
	NODE_CHOICE,		/* a switch's case: to[0] or to[1], nothing is known of which */
	NODE_ITERATE,		/* the head of a loop macro: to[0] its body, to[1] behind it */
	NODE_GOTO,
	NODE_RETURN,
	NODE_EXIT,		/* the one end: also of falling off the last brace */
};

struct node {
	enum node_kind kind;
	size_t first, last;	/* its tokens, [first, last) */
	unsigned line;
	int to[2];		/* successors, or -1 */
	bool preprocessor;	/* NODE_BRANCH of an #if */
	int fact;		/* NODE_BRANCH: the condition's number, or -1: see flow_facts() */
	bool fact_inverted;	/* it holds where that fact is false */
};

struct fact {			/* a condition that stands in the function more than once */
	char *text;		/* "ret", "dev->bus->dma_configure" */
};

struct flow {
	ARRAY(struct node) nodes;	/* 0 is where it starts */
	int exit;
	ARRAY(struct fact) facts;	/* at most FLOW_MAX_FACTS */
	bool broken;		/* not all was understood: a goto without label, a stray else */
};

enum { FLOW_MAX_FACTS = 10 };

/* The flow of @f, made on first use; it belongs to @f. */
struct flow *flow_of(struct function *f);
/*
 * A condition's plain text, and whether it is that text's negation: "!ret", "ret == 0" and
 * "ret != NULL" are all "ret". The caller frees it.
 */
char *flow_condition(const struct tokens *t, const struct node *n, bool *inverted);

/* Whether the statement that begins at token @i is a loop by a macro: …for_each…(…) and a body. */
bool flow_iterates(const struct tokens *t, size_t i);

void flow_free(struct flow *flow);

#endif
