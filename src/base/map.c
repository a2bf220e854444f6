// SPDX-License-Identifier: GPL-2.0
#include "base/map.h"

#include <limits.h>
#include <string.h>

#include "base/mem.h"

uint32_t map_hash(const char *key, size_t len)
{
	uint64_t h = MAP_HASH_START;

	for (size_t i = 0; i < len; i++)
		h = map_hash_add(h, (unsigned char)key[i]);
	return map_hash_end(h);
}

static bool same(const struct map_entry *e, const char *key, size_t len)
{
	return !strncmp(e->key, key, len) && !e->key[len];
}

/* The slot that holds @key or the free one where it belongs; there is always a free one. */
static unsigned *find(const struct map *m, const char *key, size_t len)
{
	size_t i = map_hash(key, len) & (m->slots - 1);

	while (m->slot[i] && !same(&m->entry[m->slot[i] - 1], key, len))
		i = (i + 1) & (m->slots - 1);
	return &m->slot[i];
}

static void rehash(struct map *m)
{
	size_t i;

	m->slots = m->slots ? m->slots * 2 : 16;
	m->slot = mem_realloc(m->slot, m->slots, sizeof(*m->slot));
	memset(m->slot, 0, m->slots * sizeof(*m->slot));
	for (i = 0; i < m->n; i++)
		*find(m, m->entry[i].key, strlen(m->entry[i].key)) = (unsigned)i + 1;
}

static struct map_entry *lookup(const struct map *m, const char *key, size_t len)
{
	unsigned *slot;

	if (!m->slots)
		return NULL;
	slot = find(m, key, len);
	return *slot ? &m->entry[*slot - 1] : NULL;
}

void *map_getn(const struct map *m, const char *key, size_t len)
{
	struct map_entry *e = lookup(m, key, len);

	return e ? e->value : NULL;
}

void *map_get(const struct map *m, const char *key)
{
	return map_getn(m, key, strlen(key));
}

bool map_has(const struct map *m, const char *key)
{
	return lookup(m, key, strlen(key));
}

void **map_putn(struct map *m, const char *key, size_t len)
{
	struct map_entry *e = lookup(m, key, len);

	if (e)
		return &e->value;
	if (m->n + 1 > m->slots / 2)
		rehash(m);
	m->entry = array_grow(m->entry, m->n, &m->cap, sizeof(*m->entry));
	e = &m->entry[m->n++];
	e->key = mem_strndup(key, len);
	*find(m, key, len) = (unsigned)m->n;
	return &e->value;
}

void **map_put(struct map *m, const char *key)
{
	return map_putn(m, key, strlen(key));
}

int map_hash_compare(const void *one, const void *two)
{
	uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)two;

	return a < b ? -1 : a > b;
}

void map_release(struct map *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		mem_free(m->entry[i].key);
	mem_free(m->entry);
	mem_free(m->slot);
	*m = (struct map)MAP_INIT;
}
