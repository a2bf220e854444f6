// SPDX-License-Identifier: GPL-2.0
#include "history/cell.h"

#include <string.h>

#include "base/mem.h"

enum { JOINS = 4096 };		/* a power of 2 */

void cells_start(struct cells *c, size_t nodes)
{
	*c = (struct cells){ .bytes = (nodes + 7) / 8 };
}

void cells_release(struct cells *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		mem_free(c->set[i]);
	mem_free(c->set);
	mem_free(c->slot);
	mem_free(c->join_key);
	mem_free(c->join_value);
	mem_free(c->scratch);
	*c = (struct cells){ 0 };
}

uint32_t cells_count(const struct cells *c)
{
	return c->n;
}

const uint8_t *cells_set(const struct cells *c, uint32_t cell)
{
	return c->set[cell];
}

static uint32_t hash(const uint8_t *set, size_t bytes)
{
	uint64_t h = 0x9e3779b97f4a7c15u, word;

	for (size_t i = 0; i < bytes; i += sizeof(word)) {
		word = 0;
		memcpy(&word, set + i, bytes - i < sizeof(word) ? bytes - i : sizeof(word));
		h = (h ^ word) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return (uint32_t)h;
}

/* Where the set stands in the table, or the free slot for it. */
static uint32_t find(const struct cells *c, const uint8_t *set)
{
	uint32_t i = hash(set, c->bytes) & (c->slots - 1);

	while (c->slot[i] && memcmp(c->set[c->slot[i] - 1], set, c->bytes))
		i = (i + 1) & (c->slots - 1);
	return i;
}

static void grow(struct cells *c)
{
	c->slots = c->slots ? c->slots * 2 : 1024;
	mem_free(c->slot);
	c->slot = mem_alloc(c->slots * sizeof(*c->slot));
	for (uint32_t i = 0; i < c->n; i++)
		c->slot[find(c, c->set[i])] = i + 1;
}

static void reserve(struct cells *c, uint32_t n)
{
	uint32_t cap = c->cap;

	if (n <= cap)
		return;
	c->cap = n < 2 * cap ? 2 * cap : n;
	c->set = mem_realloc(c->set, c->cap, sizeof(*c->set));
	memset(c->set + cap, 0, (c->cap - cap) * sizeof(*c->set));
}

/* The cell of the set in scratch. */
static uint32_t intern(struct cells *c)
{
	uint32_t i;

	if (c->n + 1 > c->slots / 2)
		grow(c);
	i = find(c, c->scratch);
	if (!c->slot[i]) {
		reserve(c, c->n + 1);
		c->set[c->n] = mem_realloc(NULL, c->bytes, 1);
		memcpy(c->set[c->n], c->scratch, c->bytes);
		c->slot[i] = ++c->n;
	}
	return c->slot[i] - 1;
}

static void load(struct cells *c, uint32_t cell)
{
	if (!c->scratch)
		c->scratch = mem_alloc(c->bytes);
	if (cell == CELL_NONE)
		memset(c->scratch, 0, c->bytes);
	else
		memcpy(c->scratch, c->set[cell], c->bytes);
}

uint32_t cells_add(struct cells *c, uint32_t cell, size_t node)
{
	load(c, cell);
	c->scratch[node / 8] |= (uint8_t)(1 << node % 8);
	return intern(c);
}

static uint32_t join(struct cells *c, uint32_t one, uint32_t two)
{
	load(c, one);
	for (size_t i = 0; i < c->bytes; i++)
		c->scratch[i] |= c->set[two][i];
	return intern(c);
}

uint32_t cells_join(struct cells *c, uint32_t one, uint32_t two)
{
	uint64_t key = (uint64_t)one << 32 | two;
	size_t i = (one * 31u + two) & (JOINS - 1);

	if (one == CELL_NONE || one == two)
		return two;
	if (two == CELL_NONE)
		return one;
	if (!c->join_key) {
		c->join_key = mem_alloc(JOINS * sizeof(*c->join_key));
		c->join_value = mem_alloc(JOINS * sizeof(*c->join_value));
	}
	if (c->join_key[i] != key) {	/* a key is never 0: one and two differ, neither is none */
		c->join_value[i] = join(c, one, two);
		c->join_key[i] = key;
	}
	return c->join_value[i];
}

bool cells_holds(const struct cells *c, uint32_t cell, size_t node)
{
	return c->set[cell][node / 8] >> node % 8 & 1;
}

bool cells_known(const struct cells *c, uint32_t cell)
{
	return cell < c->n && c->set[cell];
}

void cells_set_at(struct cells *c, uint32_t cell, const void *set)
{
	reserve(c, cell + 1);
	if (cell + 1 > c->n)
		c->n = cell + 1;
	mem_free(c->set[cell]);
	c->set[cell] = mem_realloc(NULL, c->bytes ? c->bytes : 1, 1);
	memcpy(c->set[cell], set, c->bytes);
}
