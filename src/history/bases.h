/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bases: a cache of what deltas rest on, by pack and offset; one thread's. It
 * holds at most the bytes it was made for, or one object that is larger.
 */
#ifndef HISTORY_BASES_H
#define HISTORY_BASES_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bases;

struct base {
	const void *pack;	/* NULL: none is here */
	uint64_t at;
	git_object_t type;
	bool used;		/* since the hand passed */
	char *data;
	size_t len;
};

struct bases *bases_new(size_t max_bytes);
void bases_free(struct bases *b);

/* NULL: it is not there. What both give is valid until the next bases_add(). */
const struct base *bases_get(struct bases *b, const void *pack, uint64_t at);
/* Takes base->data over, from mem.h. */
const struct base *bases_add(struct bases *b, const struct base *base);

#endif
