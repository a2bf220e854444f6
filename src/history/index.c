// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "history/bucket.h"
#include "history/cell.h"
#include "history/claim.h"
#include "history/column.h"

enum piece {			/* kinds of pieces in the store; numbers are never reused */
	PIECE_HEAD = 1,		/* struct head, then the label */
	PIECE_REFS,
	PIECE_TITLES,
	PIECE_ENDS,
	PIECE_NODES,
	PIECE_SETS,		/* SETS cells a piece: the nodes that hold each, a bit a node */
	PIECE_ID = 16,		/* columns */
	PIECE_PARENTS,
	PIECE_CELL,
	PIECE_EXTRA,
	PIECE_BY_ID = 32,	/* buckets */
	PIECE_BY_TARGET,
	PIECE_BY_SUBJECT,
};

enum { SETS = 256, MIN_BITS = 4, MAX_BITS = 16, FULL_BUCKET = 24 };
enum { OUTGROWN = 16 * FULL_BUCKET };

struct head {
	uint32_t commits, extra;
	uint32_t bits;		/* of a key that choose its bucket */
};

struct id_entry {
	uint8_t behind[4];	/* bytes 2 to 5 of the id */
	uint32_t pos;
};

struct index {
	struct store *store;
	struct head head;
	char *label;
	struct refs refs;
	ARRAY(struct title) titles;
	ARRAY(struct end) ends;
	struct positions nodes;
	struct column id, parents, cell, extra;
	struct buckets by_id, by_target, by_subject;
	struct cells sets;	/* read as they are asked for */
	struct str piece;	/* scratch */
	struct str ids;		/* the bucket of PIECE_BY_ID read last */
	uint32_t ids_bucket;	/* its number; UINT32_MAX: none */
};

/* The next field up to a NUL; NULL when there is none. */
static const char *next_field(const char **p, const char *end)
{
	const char *field = *p, *nul = memchr(field, '\0', (size_t)(end - field));

	if (!nul)
		return NULL;
	*p = nul + 1;
	return field;
}

static bool read_refs(struct index *ix)
{
	const char *p, *end, *name;

	if (!store_get(ix->store, PIECE_REFS, 0, &ix->piece))
		return false;
	p = ix->piece.buf;
	end = p + ix->piece.len;
	while (p < end) {
		struct ref *ref;

		name = next_field(&p, end);
		if (!name || end - p < 2 * GIT_OID_RAWSZ)
			return false;
		ref = array_push(&ix->refs.all);
		ref->name = mem_strdup(name);
		memcpy(ref->id.id, p, GIT_OID_RAWSZ);
		memcpy(ref->commit.id, p + GIT_OID_RAWSZ, GIT_OID_RAWSZ);
		p += 2 * GIT_OID_RAWSZ;
	}
	return true;
}

static bool read_titles(struct index *ix)
{
	const char *p, *end, *version;
	uint32_t pos;

	if (!store_get(ix->store, PIECE_TITLES, 0, &ix->piece))
		return false;
	for (p = ix->piece.buf, end = p + ix->piece.len; p < end;) {
		if (end - p < (long)sizeof(pos))
			return false;
		memcpy(&pos, p, sizeof(pos));
		p += sizeof(pos);
		version = next_field(&p, end);
		if (!version || pos >= ix->head.commits)
			return false;
		*array_push(&ix->titles) = (struct title){ pos, mem_strdup(version) };
	}
	return true;
}

static bool read_ends(struct index *ix)
{
	if (!store_get(ix->store, PIECE_ENDS, 0, &ix->piece))
		return false;
	for (size_t at = 0; at + 5 <= ix->piece.len; at += 5) {
		struct end *end = array_push(&ix->ends);

		memcpy(&end->pos, ix->piece.buf + at, sizeof(end->pos));
		end->shallow = ix->piece.buf[at + 4];
		if (end->pos >= ix->head.commits)
			return false;
	}
	return true;
}

static bool read_nodes(struct index *ix)
{
	if (!store_get(ix->store, PIECE_NODES, 0, &ix->piece))
		return false;
	for (size_t at = 0; at + 4 <= ix->piece.len; at += 4) {
		uint32_t *pos = array_push(&ix->nodes.list);

		memcpy(pos, ix->piece.buf + at, sizeof(*pos));
		if (*pos >= ix->head.commits)
			return false;
	}
	cells_start(&ix->sets, ix->nodes.list.n + 1);
	return true;
}

static bool read_head(struct index *ix)
{
	if (!store_get(ix->store, PIECE_HEAD, 0, &ix->piece))
		return false;
	if (ix->piece.len < sizeof(ix->head))
		return false;
	memcpy(&ix->head, ix->piece.buf, sizeof(ix->head));
	mem_free(ix->label);
	ix->label = mem_strndup(ix->piece.buf + sizeof(ix->head), ix->piece.len - sizeof(ix->head));
	return ix->head.bits >= MIN_BITS && ix->head.bits <= MAX_BITS &&
	       read_refs(ix) && read_titles(ix) && read_ends(ix) && read_nodes(ix);
}

struct index *index_new(struct store *store)
{
	struct index *ix = mem_alloc(sizeof(*ix));
	bool is_new;

	*ix = (struct index){
		.store = store,
		.piece = STR_INIT,
		.ids = STR_INIT,
		.ids_bucket = UINT32_MAX,
		.label = mem_strdup(""),
		.id = { store, PIECE_ID, sizeof(git_oid), NULL, 0 },
		.parents = { store, PIECE_PARENTS, 2 * sizeof(uint32_t), NULL, 0 },
		.cell = { store, PIECE_CELL, sizeof(uint32_t), NULL, 0 },
		.extra = { store, PIECE_EXTRA, sizeof(uint32_t), NULL, 0 },
		.by_id = { store, PIECE_BY_ID, sizeof(struct id_entry) },
		.by_target = { store, PIECE_BY_TARGET, sizeof(struct record) },
		.by_subject = { store, PIECE_BY_SUBJECT, sizeof(struct subject_entry) },
	};
	is_new = !store_get(store, PIECE_HEAD, 0, &ix->piece) && !store_damaged(store);
	if (is_new)
		cells_start(&ix->sets, 0);
	if (is_new || read_head(ix))
		return ix;
	index_free(ix);
	return NULL;
}

void index_free(struct index *ix)
{
	if (!ix)
		return;
	store_close(ix->store);
	column_release(&ix->id);
	column_release(&ix->parents);
	column_release(&ix->cell);
	column_release(&ix->extra);
	cells_release(&ix->sets);
	refs_release(&ix->refs);
	for (size_t i = 0; i < ix->titles.n; i++)
		mem_free(ix->titles.item[i].version);
	array_free(&ix->titles);
	array_free(&ix->ends);
	array_free(&ix->nodes.list);
	str_release(&ix->piece);
	str_release(&ix->ids);
	mem_free(ix->label);
	mem_free(ix);
}

struct store *index_store(struct index *ix)
{
	return ix->store;
}

uint32_t index_count(const struct index *ix)
{
	return ix->head.commits;
}

uint32_t index_extra_count(const struct index *ix)
{
	return ix->head.extra;
}

const char *index_label(const struct index *ix)
{
	return ix->label;
}

const struct refs *index_refs(const struct index *ix)
{
	return &ix->refs;
}

const struct title *index_titles(const struct index *ix, size_t *n)
{
	*n = ix->titles.n;
	return ix->titles.item;
}

const struct end *index_ends(const struct index *ix, size_t *n)
{
	*n = ix->ends.n;
	return ix->ends.item;
}

const struct positions *index_nodes(const struct index *ix)
{
	return &ix->nodes;
}

/* ---- changes ---- */

static struct error *write_head(struct index *ix)
{
	struct str piece = STR_INIT;
	struct error *err;

	str_addn(&piece, &ix->head, sizeof(ix->head));
	str_add(&piece, ix->label);
	err = store_put(ix->store, PIECE_HEAD, 0, piece.buf, piece.len);
	str_release(&piece);
	return err;
}

static struct error *write_titles(struct index *ix)
{
	struct str piece = STR_INIT;
	struct error *err;

	for (size_t i = 0; i < ix->titles.n; i++) {
		str_addn(&piece, &ix->titles.item[i].pos, sizeof(uint32_t));
		str_addn(&piece, ix->titles.item[i].version,
			 strlen(ix->titles.item[i].version) + 1);
	}
	err = store_put(ix->store, PIECE_TITLES, 0, piece.buf, piece.len);
	str_release(&piece);
	return err;
}

static struct error *write_ends(struct index *ix)
{
	struct str piece = STR_INIT;
	struct error *err;

	for (size_t i = 0; i < ix->ends.n; i++) {
		str_addn(&piece, &ix->ends.item[i].pos, sizeof(uint32_t));
		str_addc(&piece, ix->ends.item[i].shallow);
	}
	err = store_put(ix->store, PIECE_ENDS, 0, piece.buf, piece.len);
	str_release(&piece);
	return err;
}

static uint32_t bucket_of(const struct index *ix, const uint8_t *key)
{
	return (uint32_t)(key[0] << 8 | key[1]) >> (16 - ix->head.bits);
}

static uint32_t subject_bucket(const struct index *ix, uint32_t subject)
{
	return subject >> (32 - ix->head.bits);
}

static struct error *add_ids(struct index *ix, const struct gathered *g)
{
	struct id_entry *entry = mem_realloc(NULL, g->rows.n + 1, sizeof(*entry));
	uint32_t *bucket = mem_realloc(NULL, g->rows.n + 1, sizeof(*bucket));
	struct error *err;

	for (size_t i = 0; i < g->rows.n; i++) {
		memcpy(entry[i].behind, g->rows.item[i].id.id + 2, sizeof(entry[i].behind));
		entry[i].pos = g->base + (uint32_t)i;
		bucket[i] = bucket_of(ix, g->rows.item[i].id.id);
	}
	err = buckets_add(&ix->by_id, ix->head.bits, !g->base, entry, g->rows.n, bucket);
	ix->ids_bucket = UINT32_MAX;
	mem_free(bucket);
	mem_free(entry);
	return err;
}

static struct error *add_subjects(struct index *ix, const struct gathered *g)
{
	struct subject_entry *entry = mem_realloc(NULL, g->rows.n + 1, sizeof(*entry));
	uint32_t *bucket = mem_realloc(NULL, g->rows.n + 1, sizeof(*bucket));
	struct error *err;

	for (size_t i = 0; i < g->rows.n; i++) {
		const struct row *r = &g->rows.item[i];

		entry[i] = (struct subject_entry){ r->subject, r->authored,
						   g->base + (uint32_t)i };
		bucket[i] = subject_bucket(ix, r->subject);
	}
	err = buckets_add(&ix->by_subject, ix->head.bits, !g->base, entry, g->rows.n, bucket);
	mem_free(bucket);
	mem_free(entry);
	return err;
}

static struct error *add_records(struct index *ix, const struct gathered *g)
{
	uint32_t *bucket = mem_realloc(NULL, g->records.n + 1, sizeof(*bucket));
	struct error *err;

	for (size_t i = 0; i < g->records.n; i++)
		bucket[i] = bucket_of(ix, g->records.item[i].key);
	err = buckets_add(&ix->by_target, ix->head.bits, !g->base, g->records.item,
			  g->records.n, bucket);
	mem_free(bucket);
	return err;
}

static void choose_bits(struct index *ix, size_t commits)
{
	ix->head.bits = MIN_BITS;
	while (ix->head.bits < MAX_BITS && commits >> ix->head.bits > FULL_BUCKET)
		ix->head.bits++;
}

static void add_rows(struct index *ix, const struct gathered *g)
{
	for (size_t i = 0; i < g->rows.n; i++) {
		uint32_t pos = g->base + (uint32_t)i;

		memcpy(column_new(&ix->id, pos), &g->rows.item[i].id, sizeof(git_oid));
		memcpy(column_new(&ix->parents, pos), g->rows.item[i].parent,
		       2 * sizeof(uint32_t));
		*(uint32_t *)column_new(&ix->cell, pos) = CELL_NONE;
	}
	for (size_t i = 0; i < g->extra.n; i++)
		*(uint32_t *)column_new(&ix->extra, g->extra_base + (uint32_t)i) =
			g->extra.item[i];
}

static void add_lists(struct index *ix, const struct gathered *g)
{
	for (size_t i = 0; i < g->titles.n; i++)
		*array_push(&ix->titles) = (struct title){ g->titles.item[i].pos,
							   mem_strdup(g->titles.item[i].version) };
	for (size_t i = 0; i < g->ends.n; i++)
		*array_push(&ix->ends) = g->ends.item[i];
}

struct error *index_add(struct index *ix, const struct gathered *g)
{
	struct error *err;

	if (!ix->head.commits)
		choose_bits(ix, g->rows.n);
	add_rows(ix, g);
	add_lists(ix, g);
	err = add_ids(ix, g);
	if (!err)
		err = add_records(ix, g);
	if (!err)
		err = add_subjects(ix, g);
	ix->head.commits = g->base + (uint32_t)g->rows.n;
	ix->head.extra = g->extra_base + (uint32_t)g->extra.n;
	if (!err)
		err = column_write(&ix->id, g->base, ix->head.commits);
	if (!err)
		err = column_write(&ix->parents, g->base, ix->head.commits);
	if (!err)
		err = column_write(&ix->extra, g->extra_base, ix->head.extra);
	if (!err)
		err = write_titles(ix);
	if (!err)
		err = write_ends(ix);
	return err ? err : write_head(ix);
}

bool index_outgrown(const struct index *ix)
{
	return ix->head.bits < MAX_BITS && ix->head.commits >> ix->head.bits > OUTGROWN;
}

struct error *index_set_label(struct index *ix, const char *label)
{
	mem_free(ix->label);
	ix->label = mem_strdup(label);
	return write_head(ix);
}

struct error *index_set_refs(struct index *ix, const struct refs *refs)
{
	struct str piece = STR_INIT;
	struct refs copies = { 0 };
	struct error *err;

	for (size_t i = 0; i < refs->all.n; i++) {
		const struct ref *ref = &refs->all.item[i];
		struct ref *copy = array_push(&copies.all);

		*copy = *ref;
		copy->name = mem_strdup(ref->name);
		str_addn(&piece, ref->name, strlen(ref->name) + 1);
		str_addn(&piece, ref->id.id, GIT_OID_RAWSZ);
		str_addn(&piece, ref->commit.id, GIT_OID_RAWSZ);
	}
	refs_release(&ix->refs);	/* @refs may be these */
	ix->refs = copies;
	err = store_put(ix->store, PIECE_REFS, 0, piece.buf, piece.len);
	str_release(&piece);
	return err;
}

static struct error *write_sets(struct index *ix, const struct cells *cells)
{
	struct error *err = store_drop(ix->store, PIECE_SETS);
	struct str piece = STR_INIT;

	for (uint32_t i = 0; !err && i < cells_count(cells); i++) {
		str_addn(&piece, cells_set(cells, i), cells->bytes);
		if (i % SETS < SETS - 1 && i + 1 < cells_count(cells))
			continue;
		err = store_put(ix->store, PIECE_SETS, i / SETS, piece.buf, piece.len);
		str_clear(&piece);
	}
	str_release(&piece);
	return err;
}

/*
 * From the newest commit to the oldest: a commit's nodes are those of its children
 * and itself, and all its children have been met before it. The last bit of a set
 * says that some ref leads there; a node that none leads to holds nothing.
 */
static void find_cells(struct index *ix, struct cells *cells, const struct positions *tips)
{
	const uint32_t *node = ix->nodes.list.item, *tip = tips->list.item;
	size_t left = ix->nodes.list.n, tips_left = tips->list.n;

	for (size_t k = 0; k < ix->cell.chunks; k++)
		memset(ix->cell.chunk[k], 0xff, COLUMN_CHUNK * ix->cell.size);
	for (uint32_t pos = ix->head.commits; pos-- > 0;) {
		uint32_t *cell = column_at(&ix->cell, pos), parent;
		bool is_tip = tips_left && tip[tips_left - 1] == pos;
		bool is_node = left && node[left - 1] == pos;

		tips_left -= is_tip;
		left -= is_node;
		if (is_tip)
			*cell = cells_add(cells, *cell, ix->nodes.list.n);
		if (*cell == CELL_NONE)
			continue;
		if (is_node)
			*cell = cells_add(cells, *cell, left);
		for (unsigned i = 0; (parent = index_parent(ix, pos, i)) < pos; i++) {
			uint32_t *of = column_at(&ix->cell, parent);

			*of = cells_join(cells, *of, *cell);
		}
	}
}

struct error *index_set_nodes(struct index *ix, const struct positions *nodes,
			      const struct positions *tips)
{
	struct positions copy = { 0 };
	struct error *err;

	for (size_t i = 0; i < nodes->list.n; i++)
		*array_push(&copy.list) = nodes->list.item[i];
	array_free(&ix->nodes.list);	/* @nodes may be these */
	ix->nodes = copy;
	cells_release(&ix->sets);
	cells_start(&ix->sets, ix->nodes.list.n + 1);
	/* All of it is made anew. */
	for (uint32_t at = 0; at < ix->head.commits; at += COLUMN_CHUNK)
		column_new(&ix->cell, at);
	find_cells(ix, &ix->sets, tips);
	err = column_write(&ix->cell, 0, ix->head.commits);
	if (!err)
		err = write_sets(ix, &ix->sets);
	return err ? err : store_put(ix->store, PIECE_NODES, 0, ix->nodes.list.item,
				     ix->nodes.list.n * sizeof(uint32_t));
}

/* ---- questions ---- */

void index_id(struct index *ix, uint32_t pos, git_oid *id)
{
	memcpy(id, column_at(&ix->id, pos), sizeof(*id));
}

uint32_t index_parent(struct index *ix, uint32_t pos, unsigned i)
{
	const uint32_t *parent = column_at(&ix->parents, pos);
	uint32_t at, entry;

	if (i == 0)
		return parent[0];
	if (parent[1] == POS_NONE || !(parent[1] & PARENT_MORE))
		return i == 1 ? parent[1] : POS_NONE;
	at = (parent[1] & ~PARENT_MORE) + i - 1;
	if (at >= ix->head.extra)
		return POS_NONE;
	if (i > 1 && *(uint32_t *)column_at(&ix->extra, at - 1) & PARENT_LAST)
		return POS_NONE;
	entry = *(uint32_t *)column_at(&ix->extra, at);
	return entry & ~PARENT_LAST;
}

static bool entry_matches(struct index *ix, const struct id_entry *e, const uint8_t *id,
			  unsigned nibbles)
{
	unsigned behind = nibbles > 4 ? nibbles - 4 : 0;
	git_oid whole;

	if (!claim_same_id(e->behind, id + 2, behind < 8 ? behind : 8) ||
	    e->pos >= ix->head.commits)
		return false;
	index_id(ix, e->pos, &whole);
	return claim_same_id(whole.id, id, nibbles);
}

/* Look-ups in the order of ids, as index_each_record() gives them, read each bucket once. */
static const struct str *ids_like(struct index *ix, const uint8_t *id)
{
	uint32_t bucket = bucket_of(ix, id);

	if (bucket != ix->ids_bucket)
		bucket_get(&ix->by_id, bucket, &ix->ids);
	ix->ids_bucket = bucket;
	return &ix->ids;
}

/* Those that @wanted has, or all of them where it is NULL. */
static unsigned find_ids(struct index *ix, const uint8_t *id, unsigned nibbles,
			 bool (*wanted)(struct index *ix, uint32_t pos), uint32_t *pos)
{
	const struct str *bucket;
	unsigned found = 0;

	*pos = POS_NONE;
	if (nibbles < 4 || !ix->head.commits)
		return 0;
	bucket = ids_like(ix, id);
	for (size_t at = 0; at + sizeof(struct id_entry) <= bucket->len && found < 2;
	     at += sizeof(struct id_entry)) {
		struct id_entry e;

		memcpy(&e, bucket->buf + at, sizeof(e));
		if (!entry_matches(ix, &e, id, nibbles) || (wanted && !wanted(ix, e.pos)))
			continue;
		*pos = e.pos;
		found++;
	}
	return found;
}

static uint32_t cell_of(struct index *ix, uint32_t pos)
{
	return *(uint32_t *)column_at(&ix->cell, pos);
}

bool index_is_alive(struct index *ix, uint32_t pos)
{
	return pos < ix->head.commits && cell_of(ix, pos) != CELL_NONE;
}

unsigned index_find_short(struct index *ix, const uint8_t *id, unsigned nibbles, uint32_t *pos)
{
	return find_ids(ix, id, nibbles, index_is_alive, pos);
}

uint32_t index_find(struct index *ix, const git_oid *id)
{
	uint32_t pos;

	find_ids(ix, id->id, GIT_OID_HEXSZ, index_is_alive, &pos);
	return pos;
}

uint32_t index_find_any(struct index *ix, const git_oid *id)
{
	uint32_t pos;

	find_ids(ix, id->id, GIT_OID_HEXSZ, NULL, &pos);
	return pos;
}

int positions_compare(const void *one, const void *two)
{
	uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)two;

	return a < b ? -1 : a > b;
}

static bool cell_read(struct index *ix, uint32_t cell)
{
	size_t bytes = ix->sets.bytes;

	if (cells_known(&ix->sets, cell))
		return true;
	if (!store_get(ix->store, PIECE_SETS, cell / SETS, &ix->piece) ||
	    ix->piece.len < (cell % SETS + 1) * bytes) {
		store_set_damaged(ix->store);
		return false;
	}
	for (uint32_t i = 0; i < SETS && (i + 1) * bytes <= ix->piece.len; i++)
		if (!cells_known(&ix->sets, cell - cell % SETS + i))
			cells_set_at(&ix->sets, cell - cell % SETS + i, ix->piece.buf + i * bytes);
	return true;
}

uint32_t index_node(const struct index *ix, uint32_t pos)
{
	const uint32_t *nodes = ix->nodes.list.item, *found;

	if (!ix->nodes.list.n)
		return POS_NONE;
	found = bsearch(&pos, nodes, ix->nodes.list.n, sizeof(pos), positions_compare);
	return found ? (uint32_t)(found - nodes) : POS_NONE;
}

bool index_node_holds(struct index *ix, uint32_t node, uint32_t pos)
{
	uint32_t cell = pos < ix->head.commits ? cell_of(ix, pos) : CELL_NONE;

	return cell != CELL_NONE && node < ix->nodes.list.n && cell_read(ix, cell) &&
	       cells_holds(&ix->sets, cell, node);
}

bool index_holds(struct index *ix, uint32_t node_pos, uint32_t pos)
{
	return index_node_holds(ix, index_node(ix, node_pos), pos);
}

bool index_reachable(struct index *ix, uint32_t pos)
{
	size_t nodes = ix->nodes.list.n;
	const uint8_t *set;
	uint32_t cell;

	if (!index_is_alive(ix, pos))
		return false;
	cell = cell_of(ix, pos);
	if (!cell_read(ix, cell))
		return false;
	set = cells_set(&ix->sets, cell);
	for (size_t i = 0; i < nodes / 8; i++)
		if (set[i])
			return true;
	return set[nodes / 8] & ((1 << nodes % 8) - 1);
}

/* Positions are a topological order: what lies below @pos can't lead to it. */
bool index_is_ancestor(struct index *ix, uint32_t pos, uint32_t of)
{
	ARRAY(uint32_t) todo = { 0 };
	uint8_t *met;
	bool found = pos == of;

	if (of <= pos)
		return found;
	met = mem_alloc((of - pos) / 8 + 1);
	*array_push(&todo) = of;
	while (todo.n && !found) {
		uint32_t at = todo.item[--todo.n], parent;

		for (unsigned i = 0;
		     !found && (parent = index_parent(ix, at, i)) != POS_NONE; i++) {
			uint32_t bit = parent - pos;

			if (parent < pos || parent >= at)
				continue;
			found = parent == pos;
			if (met[bit / 8] & 1 << bit % 8)
				continue;
			met[bit / 8] |= (uint8_t)(1 << bit % 8);
			*array_push(&todo) = parent;
		}
	}
	mem_free(met);
	array_free(&todo);
	return found;
}

static void add_naming(struct index *ix, const uint8_t *key, bool by_subject, struct records *to)
{
	struct str bucket = STR_INIT;

	if (ix->head.commits)
		bucket_get(&ix->by_target, bucket_of(ix, key), &bucket);
	for (size_t at = 0; at + sizeof(struct record) <= bucket.len; at += sizeof(struct record)) {
		struct record r;

		memcpy(&r, bucket.buf + at, sizeof(r));
		if ((r.kind >= RECORD_FIXES_SUBJECT) == by_subject &&
		    r.nibbles <= 2 * RECORD_KEY && claim_same_id(r.key, key, r.nibbles) &&
		    index_reachable(ix, r.pos))
			*array_push(&to->list) = r;
	}
	str_release(&bucket);
}

bool index_named(struct index *ix, const uint8_t *digits, unsigned nibbles, git_oid *id)
{
	struct str bucket = STR_INIT;
	bool found = false, several = false;

	if (ix->head.commits && nibbles >= CLAIM_MIN_NIBBLES)
		bucket_get(&ix->by_target, bucket_of(ix, digits), &bucket);
	for (size_t at = 0; at + sizeof(struct record) <= bucket.len; at += sizeof(struct record)) {
		struct record r;

		memcpy(&r, bucket.buf + at, sizeof(r));
		if (!claim_brings(r.kind) || r.nibbles != 2 * RECORD_KEY ||
		    !claim_same_id(r.key, digits, nibbles) || !index_reachable(ix, r.pos))
			continue;
		several |= found && memcmp(id->id, r.key, RECORD_KEY);
		memcpy(id->id, r.key, RECORD_KEY);
		found = true;
	}
	str_release(&bucket);
	return found && !several;
}

void index_naming(struct index *ix, const git_oid *id, struct records *to)
{
	add_naming(ix, id->id, false, to);
}

void index_naming_subject(struct index *ix, uint32_t subject, struct records *to)
{
	uint8_t key[RECORD_KEY] = { (uint8_t)(subject >> 24), (uint8_t)(subject >> 16),
				    (uint8_t)(subject >> 8), (uint8_t)subject };

	add_naming(ix, key, true, to);
}

void index_subjects(struct index *ix, uint32_t subject, struct subjects *to)
{
	struct str bucket = STR_INIT;

	if (ix->head.commits)
		bucket_get(&ix->by_subject, subject_bucket(ix, subject), &bucket);
	for (size_t at = 0; at + sizeof(struct subject_entry) <= bucket.len;
	     at += sizeof(struct subject_entry)) {
		struct subject_entry e;

		memcpy(&e, bucket.buf + at, sizeof(e));
		if (e.subject == subject && index_reachable(ix, e.pos))
			*array_push(&to->list) = e;
	}
	str_release(&bucket);
}

struct each_subject {
	void (*each)(void *ctx, const struct subject_entry *e);
	void *ctx;
	uint32_t buckets;
};

static bool each_in_subjects(void *ctx, uint32_t number, const char *bytes, size_t len)
{
	struct each_subject *e = ctx;

	if (number != e->buckets++)
		return false;
	for (size_t at = 0; at + sizeof(struct subject_entry) <= len;
	     at += sizeof(struct subject_entry)) {
		struct subject_entry entry;

		memcpy(&entry, bytes + at, sizeof(entry));
		e->each(e->ctx, &entry);
	}
	return true;
}

void index_each_subject(struct index *ix, void (*each)(void *ctx, const struct subject_entry *e),
			void *ctx)
{
	struct each_subject e = { each, ctx, 0 };

	if (!ix->head.commits)
		return;
	store_each(ix->store, PIECE_BY_SUBJECT, each_in_subjects, &e);
	if (ix->head.commits && e.buckets != (uint32_t)1 << ix->head.bits)
		store_set_damaged(ix->store);
}

struct each_record {
	void (*each)(void *ctx, const struct record *r);
	void *ctx;
};

static void each_entry(void *ctx, const char *entry)
{
	const struct each_record *e = ctx;
	struct record r;

	memcpy(&r, entry, sizeof(r));
	e->each(e->ctx, &r);
}

void index_each_record(struct index *ix, void (*each)(void *ctx, const struct record *r),
		       void *ctx)
{
	struct each_record e = { each, ctx };

	if (ix->head.commits)
		buckets_each(&ix->by_target, ix->head.bits, each_entry, &e);
}
