/* SPDX-License-Identifier: GPL-2.0 */
/*
 * column: an array of entries of one size that is kept in a store, in pieces that are
 * read as they are asked for and then stay.
 */
#ifndef HISTORY_COLUMN_H
#define HISTORY_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "history/store.h"

enum { COLUMN_CHUNK = 2048 };	/* entries of a piece */

struct column {
	struct store *store;
	unsigned kind;		/* of its pieces */
	size_t size;		/* of an entry */
	char **chunk;		/* NULL: not read yet */
	size_t chunks;
};

/* Entry @i; what can't be read is zeros, and the store damaged. It stays where it is. */
void *column_at(struct column *c, uint32_t i);
/* Place for entry @i, which is the first new one or stands behind it. */
void *column_new(struct column *c, uint32_t i);
/* Writes what holds the entries from @from up to the @n-th. */
struct error *column_write(struct column *c, uint32_t from, uint32_t n);
void column_release(struct column *c);

#endif
