/* SPDX-License-Identifier: GPL-2.0 */
/*
 * filter: whether a file holds one of a set of identifiers, at the speed of the
 * page cache: Wu and Manber's multi-pattern search (TR-94-17) over its bytes. An
 * occurrence counts only as a whole identifier. Threads may share a filter.
 */
#ifndef CHECK_FILTER_H
#define CHECK_FILTER_H

#include <stdbool.h>
#include <stddef.h>

struct filter;

/*
 * A filter for @n words, each of 4 to 64 identifier characters; one that ends in
 * '*' stands for every identifier so prefixed. The words are copied.
 */
struct filter *filter_new(const char *const words[], size_t n);
void filter_free(struct filter *f);

/* Whether the bytes hold any of the words. */
bool filter_match(const struct filter *f, const char *text, size_t len);

/* Sets bit i of hits[] (a bitmap of (n + 63) / 64 words) for each word i found. */
void filter_hits(const struct filter *f, const char *text, size_t len,
		 unsigned long long *hits);

#endif
