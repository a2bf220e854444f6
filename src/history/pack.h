/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pack: one pack file with its index (gitformat-pack(5), version 2 both). The
 * index is mapped and its sizes are checked once; the pack is read through a
 * window, as a mapping that shrinks kills. What is damaged, foreign or large is
 * refused without a word: libgit2 reads it then, or says what is wrong with it.
 */
#ifndef HISTORY_PACK_H
#define HISTORY_PACK_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "history/objects.h"

enum { PACK_MAX_OBJECT = 16 << 20 };	/* what is larger is refused */

struct pack;			/* shared by threads once opened */
struct pack_reader;		/* one thread's */

/* The pack of the index file @path, which ends in ".idx"; NULL: refused. */
struct pack *pack_open(const char *path);
/* Likewise of open files, which are closed in any case. */
struct pack *pack_of_files(int index_fd, int pack_fd);
void pack_close(struct pack *p);

/* Whether the pack has @id, and where. */
bool pack_find(const struct pack *p, const git_oid *id, uint64_t *at);

struct pack_reader *pack_reader_new(void);
void pack_reader_free(struct pack_reader *r);

/*
 * Whether the object whose entry stands at @at is larger than @limit, in *@does: from its size,
 * or that of what its delta makes; not for a delta that with all it rests on takes no more.
 * False: refused.
 */
bool pack_exceeds(struct pack_reader *r, const struct pack *p, uint64_t at, size_t limit,
		  bool *does);

/* The object whose entry stands at @at. It is the reader's, until its next read. */
bool pack_read(struct pack_reader *r, const struct pack *p, uint64_t at, struct object *to);

#endif
