/* SPDX-License-Identifier: GPL-2.0 */
/*
 * site: where in the source a call of the compiled function stands. sparse tells where
 * blocks begin, not where instructions are: a call is looked for by its name and its number
 * of arguments, from the line on where its block begins, among the calls of the source
 * function that no other instruction has. A call through a pointer is one of x->name(…),
 * of any name. What stands in no such place comes from an inlined function, and has the
 * site of the call of that, or from a macro, and has the line of its block.
 */
#ifndef SPARSE_SITE_H
#define SPARSE_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "check/unit.h"
#include "sparse/ir.h"

struct site {
	bool known;		/* the tokens are; else only the line */
	bool asked;		/* private: site_of() has looked around */
	size_t token;		/* of the name */
	size_t first, last;	/* the whole expression */
	unsigned line, column;
};

struct sites {
	const struct ir *ir;
	const struct ir_function *f;
	const struct function *source;	/* NULL: none is known */
	size_t base;		/* the function's first instruction */
	struct site *of;	/* of each instruction from there; known only of calls */
	unsigned *line;		/* of each block: of the source file, however far off */
};

/* @path is the file of @source, as sparse names it. */
void sites_open(struct sites *s, const struct ir *ir, const struct ir_function *f,
		const struct function *source);
void sites_release(struct sites *s);

/* Of instruction @insn of the IR, a call. */
const struct site *site_of(struct sites *s, size_t insn);

/*
 * Whether the store @insn is one that the source makes to a member of that name, by an
 * assignment from its block's line on that no other store has; its site then.
 */
bool site_stores(struct sites *s, size_t insn, const char *member);

/* The name in x->name(…) that a call through a pointer stands at; "" where that is not known. */
char *site_name(struct sites *s, size_t insn);

/* The expression as it is written; the name of what is called where it is not known. The
 * caller frees it. */
char *site_text(struct sites *s, size_t insn);

#endif
