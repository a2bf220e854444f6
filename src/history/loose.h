/* SPDX-License-Identifier: GPL-2.0 */
/*
 * loose: objects in files of their own (gitrepository-layout(5), objects/[0-9a-f][0-9a-f]):
 * zlib's compression of "TYPE SIZE", a NUL and the content. What is damaged, foreign or
 * large is refused without a word: libgit2 reads it then, or says what is wrong with it.
 */
#ifndef HISTORY_LOOSE_H
#define HISTORY_LOOSE_H

#include <git2.h>
#include <stdbool.h>

#include "history/objects.h"

enum { LOOSE_MAX = 16 << 20 };	/* what is larger is refused */

struct loose;			/* folders of objects; shared by threads */
struct loose_reader;		/* one thread's */

struct loose *loose_new(void);
void loose_add(struct loose *l, const char *folder);
void loose_free(struct loose *l);

struct loose_reader *loose_reader_new(void);
void loose_reader_free(struct loose_reader *r);

/* The object is the reader's, until its next read. */
bool loose_read(struct loose_reader *r, const struct loose *l, const git_oid *id,
		struct object *to);
/* How many bytes its file has; 0: there is none. */
size_t loose_packed_size(const struct loose *l, const git_oid *id);

#endif
