/* SPDX-License-Identifier: GPL-2.0 */
/*
 * objects: reads objects of a repository fast: packs by its own reader
 * (gitformat-pack(5): version 2 packs, version 2 indexes), and files of one object each;
 * everything that this can't read, by libgit2, which then also gives the error.
 * Alternates are followed. Nothing is mapped that could shrink under us but the
 * pack indexes.
 */
#ifndef HISTORY_OBJECTS_H
#define HISTORY_OBJECTS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct objects;			/* shared by threads once opened */
struct objects_reader;		/* one thread's: buffers, a small cache of delta bases */

/*
 * @odb is borrowed and must outlive it; @folder is the repository's objects
 * folder. A pack that can't be used is left to libgit2, and so are objects of more
 * than 16 MiB: what libgit2 may map is for the caller to bound. Those of more than
 * OBJECT_MAX are not read.
 */
#define OBJECT_MAX (64u << 20)
struct error *objects_open(struct objects **o, git_odb *odb, const char *folder);
void objects_free(struct objects *o);

struct objects_reader *objects_reader_new(struct objects *o);
void objects_reader_free(struct objects_reader *r);

struct object {
	git_object_t type;
	const char *data;	/* NUL behind it; the reader's until its next read or walk */
	size_t len;
};

/* The object @id. The error names the id and what is wrong: missing, corrupt. */
struct error *objects_read(struct objects_reader *r, const git_oid *id, struct object *to);
/*
 * Where the object @id stands in the packs, for objects_read_at(): a number that
 * grows with the place in a pack, so that who reads many goes in its order.
 * OBJECT_ELSEWHERE: in no pack.
 */
#define OBJECT_ELSEWHERE UINT64_MAX
uint64_t objects_place(struct objects_reader *r, const git_oid *id);
/* As objects_read(), without looking for it again. */
struct error *objects_read_at(struct objects_reader *r, uint64_t place, const git_oid *id,
			      struct object *to);
/*
 * Whether the object is larger than @limit bytes: as far as that can be told without reading
 * it. False for what is damaged, and for a delta whose parts together are no larger.
 */
bool objects_exceeds(struct objects_reader *r, uint64_t place, const git_oid *id, size_t limit);
/* Whether there is such an object; reads no content. */
bool objects_has(struct objects_reader *r, const git_oid *id);

/*
 * The blob or tree at @path (slashes, no leading one) in tree @tree, and its mode
 * as the tree has it; @to is zeroed and *@mode 0 where there is none (a submodule
 * is neither). A missing tree is an error.
 */
struct error *objects_at_path(struct objects_reader *r, const git_oid *tree, const char *path,
			      git_oid *to, unsigned *mode);

#endif
