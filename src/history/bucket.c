// SPDX-License-Identifier: GPL-2.0
#include "history/bucket.h"

#include <string.h>

#include "base/mem.h"

void bucket_get(const struct buckets *b, uint32_t number, struct str *to)
{
	if (!store_get(b->store, b->kind, number, to))
		store_set_damaged(b->store);
}

static struct error *add(const struct buckets *b, uint32_t number, bool first, const char *bytes,
			 size_t len)
{
	struct str whole = STR_INIT;
	struct error *err;

	if (first)
		return store_put(b->store, b->kind, number, bytes, len);
	if (!len)
		return NULL;
	bucket_get(b, number, &whole);
	str_addn(&whole, bytes, len);
	err = store_put(b->store, b->kind, number, whole.buf, whole.len);
	str_release(&whole);
	return err;
}

struct error *buckets_add(const struct buckets *b, unsigned bits, bool first, const void *entries,
			  size_t n, const uint32_t *bucket)
{
	size_t buckets = (size_t)1 << bits, size = b->size;
	size_t *from = mem_alloc((buckets + 1) * sizeof(*from));
	char *sorted = mem_realloc(NULL, n ? n : 1, size);
	struct error *err = NULL;

	for (size_t i = 0; i < n; i++)
		from[bucket[i] + 1]++;
	for (size_t k = 0; k < buckets; k++)
		from[k + 1] += from[k];
	for (size_t i = 0; i < n; i++)
		memcpy(sorted + from[bucket[i]]++ * size, (const char *)entries + i * size, size);
	for (size_t k = 0, at = 0; !err && k < buckets; at = from[k++])
		err = add(b, (uint32_t)k, first, sorted + at * size, (from[k] - at) * size);
	mem_free(sorted);
	mem_free(from);
	return err;
}

struct each_entry {
	void (*each)(void *ctx, const char *entry);
	void *ctx;
	size_t size;
	uint32_t buckets;
};

static bool each_in_bucket(void *ctx, uint32_t number, const char *bytes, size_t len)
{
	struct each_entry *e = ctx;

	if (number != e->buckets++)
		return false;
	for (size_t at = 0; at + e->size <= len; at += e->size)
		e->each(e->ctx, bytes + at);
	return true;
}

void buckets_each(const struct buckets *b, unsigned bits,
		  void (*each)(void *ctx, const char *entry), void *ctx)
{
	struct each_entry e = { each, ctx, b->size, 0 };

	store_each(b->store, b->kind, each_in_bucket, &e);
	if (e.buckets != (uint32_t)1 << bits)
		store_set_damaged(b->store);
}
