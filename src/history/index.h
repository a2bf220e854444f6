/* SPDX-License-Identifier: GPL-2.0 */
/*
 * index: what is kept of a repository's commits between runs, so that each is read
 * once. A commit is its position (history/gather.h).
 *
 * Of every commit: id, parents, and its cell. Commits that are held by exactly the
 * same nodes are one cell; a node is a commit that questions are asked of, a
 * release or the tip of a branch. So 'does this release hold that commit' is one
 * bit, exact for any history. There are about as many cells as nodes.
 *
 * By key: commits by id; claims by what they name; subjects by hash.
 */
#ifndef HISTORY_INDEX_H
#define HISTORY_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"
#include "history/gather.h"
#include "history/repository.h"
#include "history/store.h"

struct index;

/* Kinds of pieces that others keep in its store; never one of its own (index.c). */
enum { INDEX_PIECE_SAME_CHANGE = 48, INDEX_PIECE_PROOF = 49 };

struct positions {
	ARRAY(uint32_t) list;	/* ascending, none twice */
};

/* Orders positions, for qsort() and bsearch(). */
int positions_compare(const void *one, const void *two);

struct records {
	ARRAY(struct record) list;
};

struct subject_entry {
	uint32_t subject, authored;	/* subject_hash(), authored_hash() */
	uint32_t pos;
};

struct subjects {
	ARRAY(struct subject_entry) list;
};

/* An index on @store, which it takes over; empty where the store is. NULL: damaged. */
struct index *index_new(struct store *store);
void index_free(struct index *ix);
struct store *index_store(struct index *ix);

uint32_t index_count(const struct index *ix);		/* commits */
uint32_t index_extra_count(const struct index *ix);	/* entries of gathered.extra so far */

/*
 * The words that say which repository and state of it the index is of; "" when it
 * is new.
 */
const char *index_label(const struct index *ix);
/* The refs that it was brought up to date with. */
const struct refs *index_refs(const struct index *ix);
/* Commits titled 'Linux X.Y.Z', and commits without parents. */
const struct title *index_titles(const struct index *ix, size_t *n);
const struct end *index_ends(const struct index *ix, size_t *n);
/* The nodes that the cells know, ascending. */
const struct positions *index_nodes(const struct index *ix);

/*
 * Changes; they stand between store_begin() and store_commit() of its store. After
 * an error, or without the commit, the index is of no more use.
 * index_add() is followed by index_set_nodes(): @nodes ascend, none twice, all commits
 * of the index; likewise @tips, the commits of all refs. What none of them leads to is
 * not alive: the index knows it, but its answers are those of one that does not.
 */
struct error *index_add(struct index *ix, const struct gathered *g);
struct error *index_set_nodes(struct index *ix, const struct positions *nodes,
			      const struct positions *tips);
struct error *index_set_refs(struct index *ix, const struct refs *refs);
struct error *index_set_label(struct index *ix, const char *label);

/* Whether it was made for so much less than it holds that a look-up takes long. */
bool index_outgrown(const struct index *ix);

/* The position of a commit that is alive; POS_NONE when there is none. */
uint32_t index_find(struct index *ix, const git_oid *id);
/* Likewise of one that may be dead, or new since index_set_nodes(). */
uint32_t index_find_any(struct index *ix, const git_oid *id);
bool index_is_alive(struct index *ix, uint32_t pos);
/* How many living commits have such an id: 0, 1 (it is in *@pos), 2 for more. At least 4 digits. */
unsigned index_find_short(struct index *ix, const uint8_t *id, unsigned nibbles, uint32_t *pos);
void index_id(struct index *ix, uint32_t pos, git_oid *id);
/* Parent @i of a commit; POS_NONE behind the last: asked for one after the other, up to that. */
uint32_t index_parent(struct index *ix, uint32_t pos, unsigned i);

/* The number of a node, for index_node_holds(); POS_NONE for a commit that is none. */
uint32_t index_node(const struct index *ix, uint32_t pos);
/* Whether the history of the node so numbered holds @pos. */
bool index_node_holds(struct index *ix, uint32_t node, uint32_t pos);
/* Likewise by the node's position. */
bool index_holds(struct index *ix, uint32_t node_pos, uint32_t pos);
/* Whether any node holds it: else it is of a ref that is gone, or that is no node. */
bool index_reachable(struct index *ix, uint32_t pos);
/* Whether @pos is @of or in its history, for any two commits; may walk. */
bool index_is_ancestor(struct index *ix, uint32_t pos, uint32_t of);

/* Adds the records that name the commit @id, in full or by its first digits; reachable ones. */
void index_naming(struct index *ix, const git_oid *id, struct records *to);
/*
 * The one id, given in full by backports and picks, that begins with the @nibbles
 * digits; false when there is none or more than one. No commit here need have it.
 */
bool index_named(struct index *ix, const uint8_t *digits, unsigned nibbles, git_oid *id);
/* Adds those that name a commit by the hash of its subject (RECORD_*_SUBJECT). */
void index_naming_subject(struct index *ix, uint32_t subject, struct records *to);
/* Adds the reachable commits whose subject has this hash. */
void index_subjects(struct index *ix, uint32_t subject, struct subjects *to);
/* Every commit's subject, in no order that means anything; also of commits that no ref holds. */
void index_each_subject(struct index *ix, void (*each)(void *ctx, const struct subject_entry *e),
			void *ctx);
/* Every record, in no order that means anything; also of commits that no ref holds. */
void index_each_record(struct index *ix, void (*each)(void *ctx, const struct record *r),
		       void *ctx);

#endif
