/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bucket: entries of one size, found by a key's first bits: those that share them
 * are one piece of a store. A bucket is there even where nothing is in it, so that
 * one that is gone does not look like that.
 */
#ifndef HISTORY_BUCKET_H
#define HISTORY_BUCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "history/store.h"

struct buckets {
	struct store *store;
	unsigned kind;		/* of its pieces */
	size_t size;		/* of an entry */
};

/* The entries of bucket @number in @to; the store is damaged where it is not there. */
void bucket_get(const struct buckets *b, uint32_t number, struct str *to);

/*
 * Adds @n entries, entry i to bucket[i], behind what is there; with @first there is
 * nothing yet. There are 2^@bits buckets.
 */
struct error *buckets_add(const struct buckets *b, unsigned bits, bool first, const void *entries,
			  size_t n, const uint32_t *bucket);

/* Calls @each for all entries, bucket after bucket; the store is damaged where one is not there. */
void buckets_each(const struct buckets *b, unsigned bits,
		  void (*each)(void *ctx, const char *entry), void *ctx);

#endif
