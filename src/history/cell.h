/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cell: sets of nodes (history/index.h), each kept once and called by a number. A
 * set is a row of bits, bit i for the node numbered i.
 */
#ifndef HISTORY_CELL_H
#define HISTORY_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CELL_NONE UINT32_MAX	/* the empty set */

struct cells {
	size_t bytes;		/* of a set */
	uint8_t **set;		/* by cell; NULL: not known */
	uint32_t n, cap;
	uint32_t *slot;		/* 1 + cell, by the set's hash */
	uint32_t slots;
	uint64_t *join_key;	/* the last joins: both cells, and what came out */
	uint32_t *join_value;
	uint8_t *scratch;
};

/* No cells, over @nodes nodes. */
void cells_start(struct cells *c, size_t nodes);
void cells_release(struct cells *c);

uint32_t cells_count(const struct cells *c);
const uint8_t *cells_set(const struct cells *c, uint32_t cell);

/* The cell of the set of @cell, or CELL_NONE, with @node in it. */
uint32_t cells_add(struct cells *c, uint32_t cell, size_t node);
/* The cell of what is in either. */
uint32_t cells_join(struct cells *c, uint32_t one, uint32_t two);
bool cells_holds(const struct cells *c, uint32_t cell, size_t node);

/* For cells that are read one by one, not made: */
bool cells_known(const struct cells *c, uint32_t cell);
void cells_set_at(struct cells *c, uint32_t cell, const void *set);	/* of c->bytes bytes */

#endif
