/* SPDX-License-Identifier: GPL-2.0 */
/*
 * blocks: bytes of files by pread(2), in aligned blocks of which the latest used
 * are kept: whoever jumps between several places and goes on from each, as a walk
 * through history does, reads each block about once.
 */
#ifndef HISTORY_BLOCKS_H
#define HISTORY_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

struct blocks;

struct blocks *blocks_new(void);
void blocks_free(struct blocks *b);

/*
 * The bytes of @fd from @at on, *@n of them or more, and *@n is set to how many are
 * there; fewer than asked for only before @end, the end of what may be read, or
 * after an error. NULL for none. They live until the next call.
 */
const uint8_t *blocks_at(struct blocks *b, int fd, uint64_t at, uint64_t end, size_t *n);

/* pread(2) until all is there: how many bytes are; none after an error. */
size_t read_at(int fd, void *to, size_t n, uint64_t at);

#endif
