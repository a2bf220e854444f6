/* SPDX-License-Identifier: GPL-2.0 */
/*
 * map: from strings to pointers, open addressing. Keys are copied; values
 * belong to the caller. Iteration is in the order of insertion, so that output
 * never depends on hashing. No removal.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_entry {
	char *key;
	void *value;
};

struct map {
	struct map_entry *entry;	/* n of them, oldest first */
	size_t n, cap;
	unsigned *slot;			/* 1 + index into entry, or 0 */
	size_t slots;
};

#define MAP_INIT { 0 }

void *map_get(const struct map *m, const char *key);		/* NULL: absent */
void *map_getn(const struct map *m, const char *key, size_t len);
/* The place of @key's value, made with NULL in it where the key is new. */
void **map_put(struct map *m, const char *key);
void **map_putn(struct map *m, const char *key, size_t len);
bool map_has(const struct map *m, const char *key);
void map_release(struct map *m);	/* not the values */

/* The hash of a key's bytes (FNV-1a, 64 bits folded to 32), for other tables of names. */
uint32_t map_hash(const char *key, size_t len);
/* Likewise byte for byte, for who meets them one by one. */
#define MAP_HASH_START 0xcbf29ce484222325u
static inline uint64_t map_hash_add(uint64_t h, unsigned char byte)
{
	return (h ^ byte) * 0x100000001b3u;
}
static inline uint32_t map_hash_end(uint64_t h)
{
	return (uint32_t)(h ^ h >> 32);
}
/* Orders hashes, for qsort() and bsearch(). */
int map_hash_compare(const void *one, const void *two);

#endif
