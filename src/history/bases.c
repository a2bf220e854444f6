// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/bases.h"

#include "base/mem.h"

#define SLOT_BITS 12
#define SLOTS (1u << SLOT_BITS)

struct bases {
	struct base slot[SLOTS];
	size_t bytes, max_bytes;
	unsigned hand;
};

struct bases *bases_new(size_t max_bytes)
{
	struct bases *b = mem_alloc(sizeof(*b));

	b->max_bytes = max_bytes;
	return b;
}

static void drop(struct bases *b, struct base *slot)
{
	b->bytes -= slot->len;
	mem_free(slot->data);
	*slot = (struct base){ 0 };
}

void bases_free(struct bases *b)
{
	unsigned i;

	if (!b)
		return;
	for (i = 0; i < SLOTS; i++)
		drop(b, &b->slot[i]);
	mem_free(b);
}

static struct base *slot_of(struct bases *b, const void *pack, uint64_t at)
{
	uint64_t key = (at ^ (uintptr_t)pack << 20) * 0x9e3779b97f4a7c15u;

	return &b->slot[key >> (64 - SLOT_BITS)];
}

const struct base *bases_get(struct bases *b, const void *pack, uint64_t at)
{
	struct base *slot = slot_of(b, pack, at);

	if (slot->pack != pack || slot->at != at)
		return NULL;
	slot->used = true;
	return slot;
}

/* The clock: what was used since the hand came by stays for another round. */
static void make_room(struct bases *b, const struct base *keep)
{
	struct base *slot;

	while (b->bytes > b->max_bytes && b->bytes > keep->len) {
		slot = &b->slot[b->hand++ % SLOTS];
		if (slot->used)
			slot->used = false;
		else if (slot != keep)
			drop(b, slot);
	}
}

const struct base *bases_add(struct bases *b, const struct base *base)
{
	struct base *slot = slot_of(b, base->pack, base->at);

	drop(b, slot);
	*slot = *base;
	b->bytes += slot->len;
	make_room(b, slot);
	return slot;
}
