// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/blocks.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum { BLOCK = 16 << 10, BLOCKS = 256 };	/* BLOCKS: a power of 2 */

struct block {
	int fd;
	uint64_t number;
	size_t len;		/* 0: nothing is here */
	uint8_t *data;
};

struct blocks {
	struct block block[BLOCKS];	/* by number: those side by side don't clash */
	uint8_t *joined;		/* bytes of more than one block */
	size_t cap;
};

struct blocks *blocks_new(void)
{
	return mem_alloc(sizeof(struct blocks));
}

void blocks_free(struct blocks *b)
{
	if (!b)
		return;
	for (unsigned i = 0; i < BLOCKS; i++)
		mem_free(b->block[i].data);
	mem_free(b->joined);
	mem_free(b);
}

size_t read_at(int fd, void *to, size_t n, uint64_t at)
{
	size_t done = 0;
	ssize_t got;

	while (done < n) {
		got = pread(fd, (char *)to + done, n - done, (off_t)(at + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return 0;
		if (!got)
			break;
		done += (size_t)got;
	}
	return done;
}

static const struct block *block_of(struct blocks *b, int fd, uint64_t number, uint64_t end)
{
	struct block *k = &b->block[(number + (unsigned)fd * 31) % BLOCKS];
	uint64_t at = number * BLOCK;

	if (k->len && k->fd == fd && k->number == number)
		return k;
	if (!k->data)
		k->data = mem_realloc(NULL, BLOCK, 1);
	k->fd = fd;
	k->number = number;
	k->len = read_at(fd, k->data, end - at < BLOCK ? (size_t)(end - at) : BLOCK, at);
	return k;
}

/* More than one block's bytes, read straight from the file; a large room does not stay. */
static const uint8_t *join(struct blocks *b, int fd, uint64_t at, uint64_t end, size_t *n)
{
	if (*n > end - at)
		*n = (size_t)(end - at);
	if (*n > b->cap || (b->cap > 64 * BLOCK && *n <= 64 * BLOCK)) {
		mem_free(b->joined);
		b->cap = *n > 4 * BLOCK ? *n : 4 * BLOCK;
		b->joined = mem_realloc(NULL, b->cap, 1);
	}
	*n = read_at(fd, b->joined, *n, at);
	return *n ? b->joined : NULL;
}

const uint8_t *blocks_at(struct blocks *b, int fd, uint64_t at, uint64_t end, size_t *n)
{
	size_t skip = (size_t)(at % BLOCK);
	const struct block *k;

	if (at >= end)
		return NULL;
	if (skip + *n > BLOCK && end - at > BLOCK - skip)
		return join(b, fd, at, end, n);
	k = block_of(b, fd, at / BLOCK, end);
	if (k->len <= skip)
		return NULL;
	*n = k->len - skip;
	return k->data + skip;
}
