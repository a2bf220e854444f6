/* SPDX-License-Identifier: GPL-2.0 */
/*
 * facts: what is known along a path of a compiled function: of the values that several of
 * its branches ask of, or that a way into a block decides, whether they are other than 0.
 */
#ifndef SPARSE_FACTS_H
#define SPARSE_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "sparse/value.h"

enum { FACTS_MAX = 16 };

struct facts {
	struct values *values;
	int of[FACTS_MAX];	/* values */
	size_t n;
	unsigned *forget;	/* of each block: those that are set anew in it, a bit each */
	int *asked;		/* of each block that ends in a branch: a value, else -1 */
	bool *inverted;		/* … and it takes the first way where that is 0 */
};

struct known {
	unsigned known, value;	/* a bit for each fact; of .value only those of .known count */
};

void facts_open(struct facts *f, struct values *v);
void facts_release(struct facts *f);

/* What is known behind the edge number @edge (as values.edges has them) into @block. */
struct known facts_enter(const struct facts *f, struct known k, int block, size_t edge);

/* Whether the branch that ends @block may go its way @side (0: the first); what is known then. */
bool facts_take(const struct facts *f, struct known *k, int block, int side);

/* What is known where @value is other than 0 (@is), or 0; false where that can't be. */
bool facts_suppose(const struct facts *f, struct known *k, int value, bool is);

/* Whether a branch's condition is constant, so that only one way exists: which; else -1. */
int facts_constant(const struct facts *f, int block);

/* Whether @value is other than 0: 1, 0, or -1 where that is not known. */
int facts_of(const struct facts *f, const struct known *k, int value);

/* Which fact @value is, or -1. */
int facts_number(const struct facts *f, int value);

/*
 * The blocks in which parts of @value are set anew; returns how many. Where they are more than
 * @max, or too many parts, it is @max + 1, and only the first are told.
 */
size_t facts_set_in(const struct values *v, int value, int blocks[], size_t max);

#endif
