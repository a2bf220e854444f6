// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/delta.h"

#include <string.h>

#define COPY 0x80
#define COPY_OFFSET_BYTES 4
#define COPY_SIZE_BYTES 3
#define COPY_DEFAULT 0x10000

static bool parse_size(const uint8_t **p, const uint8_t *end, uint64_t *size)
{
	unsigned shift = 0;

	*size = 0;
	while (*p < end && shift < 63) {
		*size |= (uint64_t)(**p & 0x7f) << shift;
		if (!(*(*p)++ & 0x80))
			return true;
		shift += 7;
	}
	return false;
}

bool delta_parse(struct delta *d, const uint8_t *text, size_t len)
{
	d->ops = text;
	d->end = text + len;
	return parse_size(&d->ops, d->end, &d->base_len) &&
	       parse_size(&d->ops, d->end, &d->result_len);
}

/* The little-endian number of those of @n bytes that @mask says are there. */
static bool parse_sparse(const uint8_t **p, const uint8_t *end, unsigned mask, unsigned n,
			 uint64_t *value)
{
	unsigned i;

	*value = 0;
	for (i = 0; i < n; i++) {
		if (!(mask & 1u << i))
			continue;
		if (*p == end)
			return false;
		*value |= (uint64_t)*(*p)++ << 8 * i;
	}
	return true;
}

static bool parse_copy(const uint8_t **p, const uint8_t *end, unsigned op, uint64_t *from,
		       uint64_t *n)
{
	if (!parse_sparse(p, end, op, COPY_OFFSET_BYTES, from) ||
	    !parse_sparse(p, end, op >> COPY_OFFSET_BYTES, COPY_SIZE_BYTES, n))
		return false;
	if (!*n)
		*n = COPY_DEFAULT;
	return true;
}

bool delta_apply(const struct delta *d, const char *base, char *to)
{
	const uint8_t *p = d->ops;
	uint64_t left = d->result_len, from, n;
	unsigned op;

	while (p < d->end) {
		op = *p++;
		if (op & COPY) {
			if (!parse_copy(&p, d->end, op, &from, &n) || n > left ||
			    from > d->base_len || n > d->base_len - from)
				return false;
			memcpy(to, base + from, n);
		} else {
			n = op;
			if (!n || n > left || n > (uint64_t)(d->end - p))
				return false;
			memcpy(to, p, n);
			p += n;
		}
		to += n;
		left -= n;
	}
	return !left;
}
