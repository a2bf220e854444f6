// SPDX-License-Identifier: GPL-2.0
#include "proof/identifiers.h"

#include <string.h>

#include "base/map.h"

enum { MIN = 4, MAX = 64, FIRST_SLOTS = 1 << 12 };

static const unsigned char ident[256] = {
	['0' ... '9'] = 1, ['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['_'] = 1,
};

static uint32_t *slot_of(struct identifiers *to, uint32_t hash)
{
	size_t i = hash & (to->slots - 1);

	while (to->slot[i] && to->list.item[to->slot[i] - 1] != hash)
		i = (i + 1) & (to->slots - 1);
	return &to->slot[i];
}

static void start(struct identifiers *to, size_t slots)
{
	if (to->slots != slots) {
		mem_free(to->slot);
		to->slot = mem_alloc(slots * sizeof(*to->slot));
		to->slots = slots;
		return;
	}
	memset(to->slot, 0, slots * sizeof(*to->slot));
}

static void grow(struct identifiers *to)
{
	start(to, 2 * to->slots);
	for (size_t i = 0; i < to->list.n; i++)
		*slot_of(to, to->list.item[i]) = (uint32_t)i + 1;
}

static void add(struct identifiers *to, uint32_t hash)
{
	uint32_t *slot = slot_of(to, hash);

	if (*slot)
		return;
	*array_push(&to->list) = hash;
	*slot = (uint32_t)to->list.n;
	if (to->list.n > to->slots / 2)
		grow(to);
}

void identifiers_read(struct identifiers *to, const char *text, size_t len)
{
	const char *p = text, *end = text + len, *from;
	uint64_t h;

	to->list.n = 0;
	start(to, FIRST_SLOTS);
	while (p < end) {
		while (p < end && !ident[(unsigned char)*p])
			p++;
		from = p;
		for (h = MAP_HASH_START; p < end && ident[(unsigned char)*p]; p++)
			h = map_hash_add(h, (unsigned char)*p);
		if (p - from >= MIN && p - from <= MAX)
			add(to, map_hash_end(h));
	}
}

void identifiers_release(struct identifiers *i)
{
	array_free(&i->list);
	mem_free(i->slot);
	*i = (struct identifiers){ 0 };
}
