/* SPDX-License-Identifier: GPL-2.0 */
/* tree: the entries of a git tree object (git/tree-walk.c's decode_tree_entry()). */
#ifndef HISTORY_TREE_H
#define HISTORY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "history/objects.h"

struct tree_entry {
	unsigned mode;
	const char *name;	/* points into the tree: no NUL ends it but its own */
	size_t name_len;
	const uint8_t *id;
};

/* Takes the entry at *@p and moves on; false where what stands up to @end is none. */
bool tree_entry(const char **p, const char *end, struct tree_entry *e);

bool tree_mode_is_folder(unsigned mode);
bool tree_mode_is_file(unsigned mode);	/* neither a link nor a submodule */

/* Reads the tree @id; an object of another type is an error. */
struct error *tree_read(struct objects_reader *r, const git_oid *id, struct object *to);
/* That the tree @id is not as a tree should be. */
struct error *tree_malformed(const git_oid *id);

#endif
