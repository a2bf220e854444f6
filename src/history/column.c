// SPDX-License-Identifier: GPL-2.0
#include "history/column.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static void reserve(struct column *c, size_t chunks)
{
	if (chunks <= c->chunks)
		return;
	c->chunk = mem_realloc(c->chunk, chunks, sizeof(*c->chunk));
	memset(c->chunk + c->chunks, 0, (chunks - c->chunks) * sizeof(*c->chunk));
	c->chunks = chunks;
}

static void read_chunk(struct column *c, size_t k, size_t entries)
{
	struct str piece = STR_INIT;

	if (!store_get(c->store, c->kind, (uint32_t)k, &piece) ||
	    piece.len > COLUMN_CHUNK * c->size || piece.len < entries * c->size)
		store_set_damaged(c->store);
	else
		memcpy(c->chunk[k], piece.buf, piece.len);
	str_release(&piece);
}

/* Chunk @k, which holds @entries at least. */
static char *chunk_of(struct column *c, size_t k, size_t entries)
{
	if (k < c->chunks && c->chunk[k])
		return c->chunk[k];
	reserve(c, k + 1);
	c->chunk[k] = mem_alloc(COLUMN_CHUNK * c->size);
	if (entries)
		read_chunk(c, k, entries);
	return c->chunk[k];
}

void *column_at(struct column *c, uint32_t i)
{
	uint32_t in = i % COLUMN_CHUNK;

	return chunk_of(c, i / COLUMN_CHUNK, in + 1) + in * c->size;
}

void *column_new(struct column *c, uint32_t i)
{
	uint32_t in = i % COLUMN_CHUNK;

	return chunk_of(c, i / COLUMN_CHUNK, in) + in * c->size;
}

struct error *column_write(struct column *c, uint32_t from, uint32_t n)
{
	struct error *err = NULL;

	if (from >= n)		/* the chunk of an older entry may not be here */
		return NULL;
	for (uint32_t k = from / COLUMN_CHUNK; !err && (size_t)k * COLUMN_CHUNK < n; k++) {
		uint32_t left = n - k * COLUMN_CHUNK;

		err = store_put(c->store, c->kind, k, c->chunk[k],
				(left < COLUMN_CHUNK ? left : COLUMN_CHUNK) * c->size);
	}
	return err;
}

void column_release(struct column *c)
{
	for (size_t k = 0; k < c->chunks; k++)
		mem_free(c->chunk[k]);
	mem_free(c->chunk);
	c->chunk = NULL;
	c->chunks = 0;
}
