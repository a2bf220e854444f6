// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/gather.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "history/claim.h"
#include "history/commit.h"
#include "history/version.h"

enum { BATCH = 128, MAX_JOBS = 16, SAMPLE = 32, NEAR = 1 << 20 };

/* Commits by id: open addressing, 1 + the row. */
struct seen {
	uint32_t *slot;
	size_t slots;
};

/*
 * A commit that waits to be read. They are a heap with the nearest place on top, so
 * that packs are read in order: git writes children before their parents, an
 * import the other way round.
 */
struct waiting {
	uint64_t place;
	uint64_t key;		/* the place; or its complement, where parents stand first */
	uint32_t row;
};

struct parent {
	git_oid id;
	uint64_t place;
};

/* One commit as a worker has read it, until it is added under the lock. */
struct reading {
	uint32_t row;
	git_oid id;
	uint64_t place;
	size_t first_parent, parents;	/* in the batch's parents */
	uint32_t subject, authored;
	char *version;
};

struct batch {
	struct objects_reader *reader;
	struct claims claims;
	struct str subject;
	struct reading commit[BATCH];
	size_t n;
	ARRAY(struct parent) parents;
	ARRAY(struct record) records;
};

struct gathering {
	const struct gather_options *o;
	struct gathered *to;
	struct seen seen;
	ARRAY(struct waiting) waiting;
	bool parents_first;	/* in the packs */
	pthread_mutex_t lock;
	pthread_cond_t more;
	unsigned busy;
	size_t done;
	struct error *err;
	struct progress progress;
};

static size_t slot_of(const struct gathering *g, const git_oid *id)
{
	size_t i;
	uint64_t h;

	memcpy(&h, id->id, sizeof(h));
	for (i = h & (g->seen.slots - 1); g->seen.slot[i]; i = (i + 1) & (g->seen.slots - 1))
		if (git_oid_equal(&g->to->rows.item[g->seen.slot[i] - 1].id, id))
			break;
	return i;
}

static void grow_seen(struct gathering *g)
{
	mem_free(g->seen.slot);
	g->seen.slots = g->seen.slots ? g->seen.slots * 2 : 4096;
	g->seen.slot = mem_alloc(g->seen.slots * sizeof(*g->seen.slot));
	for (size_t i = 0; i < g->to->rows.n; i++)
		g->seen.slot[slot_of(g, &g->to->rows.item[i].id)] = (uint32_t)i + 1;
}

static void swap(struct waiting *one, struct waiting *two)
{
	struct waiting w = *one;

	*one = *two;
	*two = w;
}

static void push_waiting(struct gathering *g, uint64_t place, uint32_t row)
{
	struct waiting *heap;
	size_t i;

	*array_push(&g->waiting) =
		(struct waiting){ place, g->parents_first ? ~place : place, row };
	heap = g->waiting.item;
	for (i = g->waiting.n - 1; i && heap[i].key < heap[(i - 1) / 2].key; i = (i - 1) / 2)
		swap(&heap[i], &heap[(i - 1) / 2]);
}

static struct waiting pop_waiting(struct gathering *g)
{
	struct waiting *heap = g->waiting.item, top = heap[0];
	size_t n = --g->waiting.n, i = 0, child;

	heap[0] = heap[n];
	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && heap[child + 1].key < heap[child].key)
			child++;
		if (heap[i].key <= heap[child].key)
			break;
		swap(&heap[i], &heap[child]);
		i = child;
	}
	return top;
}

/*
 * The number of a commit: one known before has its position, a new one
 * o->base + its row. A new one waits to be read from now on.
 */
static uint32_t number_of(struct gathering *g, const git_oid *id, uint64_t place)
{
	size_t i = slot_of(g, id);
	uint32_t known;

	if (g->seen.slot[i])
		return g->o->base + g->seen.slot[i] - 1;
	known = g->o->base ? g->o->known(g->o->ctx, id) : POS_NONE;
	if (known != POS_NONE)
		return known;
	*array_push(&g->to->rows) = (struct row){ .id = *id, .parent = { POS_NONE, POS_NONE } };
	g->seen.slot[i] = (uint32_t)g->to->rows.n;
	push_waiting(g, place, (uint32_t)g->to->rows.n - 1);
	if (g->to->rows.n > g->seen.slots / 2)
		grow_seen(g);
	return g->o->base + (uint32_t)g->to->rows.n - 1;
}

static void add_record(struct batch *b, uint8_t kind, const uint8_t *key, unsigned nibbles,
		       uint32_t row)
{
	struct record *r = array_push(&b->records);

	r->kind = kind;
	r->nibbles = (uint8_t)nibbles;
	r->pos = row;
	memcpy(r->key, key, RECORD_KEY);
}

static void add_subject_record(struct batch *b, uint8_t kind, const struct claim *c, uint32_t row)
{
	uint32_t hash = subject_hash(c->subject, c->subject_len);
	uint8_t key[RECORD_KEY] = { (uint8_t)(hash >> 24), (uint8_t)(hash >> 16),
				    (uint8_t)(hash >> 8), (uint8_t)hash };

	add_record(b, kind, key, 8, row);
}

/* A backport repeats its upstream commit's Fixes: line, which is found there. */
static void add_claims(struct batch *b, uint32_t row)
{
	bool backport = false;

	for (size_t i = 0; i < b->claims.list.n; i++)
		backport |= b->claims.list.item[i].kind == CLAIM_BACKPORT;
	for (size_t i = 0; i < b->claims.list.n; i++) {
		const struct claim *c = &b->claims.list.item[i];

		if (c->kind == CLAIM_FIXES && backport)
			continue;
		if (c->nibbles)
			add_record(b, (uint8_t)c->kind, c->id, c->nibbles, row);
		if (c->subject && c->kind == CLAIM_FIXES)
			add_subject_record(b, RECORD_FIXES_SUBJECT, c, row);
		else if (c->subject && c->kind == CLAIM_REVERT)
			add_subject_record(b, RECORD_REVERT_SUBJECT, c, row);
	}
}

static char *version_in(const struct str *subject)
{
	struct version v;
	char *name, *tag;

	if (!version_of_subject(&v, subject->buf, subject->len))
		return NULL;
	name = version_name(&v);
	tag = mem_printf("v%s", name);
	mem_free(name);
	return tag;
}

static struct error *read_commit(struct batch *b, struct reading *to)
{
	struct object object;
	struct commit c;
	struct error *err = objects_read_at(b->reader, to->place, &to->id, &object);

	if (err)
		return err;
	if (object.type != GIT_OBJECT_COMMIT || !commit_parse(&c, object.data, object.len)) {
		char hex[GIT_OID_HEXSZ + 1];

		git_oid_tostr(hex, sizeof(hex), &to->id);
		return error_new("object %s is no commit", hex);
	}
	to->first_parent = b->parents.n;
	to->parents = c.parents;
	for (size_t i = 0; i < c.parents; i++) {
		struct parent *p = array_push(&b->parents);

		commit_parent(&c, i, &p->id);
		p->place = objects_place(b->reader, &p->id);
	}
	commit_subject(&b->subject, &c);
	to->subject = subject_hash(b->subject.buf, b->subject.len);
	to->authored = authored_hash(&c.author);
	to->version = version_in(&b->subject);
	claims_read(&b->claims, c.message, c.message_len);
	add_claims(b, to->row);
	return NULL;
}

/* Under the lock. Only what stands near: what is far ahead waits for the rest to come there. */
static void take(struct gathering *g, struct batch *b)
{
	uint64_t first = g->waiting.item[0].key;

	b->n = 0;
	b->parents.n = b->records.n = 0;
	while (b->n < BATCH && g->waiting.n && g->waiting.item[0].key - first < NEAR) {
		struct waiting w = pop_waiting(g);

		b->commit[b->n++] = (struct reading){ .row = w.row, .place = w.place,
						      .id = g->to->rows.item[w.row].id };
	}
}

static void set_parents(struct gathering *g, const struct reading *c,
			const struct parent *parent)
{
	uint32_t number[2] = { POS_NONE, POS_NONE };

	for (size_t i = 0; i < c->parents; i++) {
		uint32_t n = number_of(g, &parent[i].id, parent[i].place);

		if (i < 2) {
			number[i] = n;
			continue;
		}
		if (i == 2) {
			*array_push(&g->to->extra) = number[1];
			number[1] = PARENT_MORE | (uint32_t)(g->to->extra.n - 1);
		}
		*array_push(&g->to->extra) = n | (i == c->parents - 1 ? PARENT_LAST : 0);
	}
	memcpy(g->to->rows.item[c->row].parent, number, sizeof(number));
}

static void add_commit(struct gathering *g, struct batch *b, struct reading *c)
{
	bool shallow = repository_is_shallow_at(g->o->repository, &c->id);

	if (shallow)
		c->parents = 0;
	if (!c->parents)
		*array_push(&g->to->ends) = (struct end){ c->row, shallow };
	set_parents(g, c, b->parents.item + c->first_parent);
	g->to->rows.item[c->row].subject = c->subject;
	g->to->rows.item[c->row].authored = c->authored;
	if (c->version)
		*array_push(&g->to->titles) = (struct title){ c->row, c->version };
	c->version = NULL;
}

/* Under the lock. */
static void add_batch(struct gathering *g, struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		add_commit(g, b, &b->commit[i]);
	for (size_t i = 0; i < b->records.n; i++)
		*array_push(&g->to->records) = b->records.item[i];
	g->done += b->n;
}

static struct error *read_batch(struct batch *b)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < b->n; i++)
		err = read_commit(b, &b->commit[i]);
	return err;
}

static void batch_release(struct batch *b)
{
	objects_reader_free(b->reader);
	claims_release(&b->claims);
	for (size_t i = 0; i < b->n; i++)
		mem_free(b->commit[i].version);
	str_release(&b->subject);
	array_free(&b->parents);
	array_free(&b->records);
	mem_free(b);
}

static void *work(void *arg)
{
	struct gathering *g = arg;
	struct batch *b = mem_alloc(sizeof(*b));

	b->subject = (struct str)STR_INIT;
	b->reader = objects_reader_new(g->o->repository->objects);
	pthread_mutex_lock(&g->lock);
	for (;;) {
		struct error *err;

		while (!g->waiting.n && g->busy && !g->err)
			pthread_cond_wait(&g->more, &g->lock);
		if (!g->waiting.n || g->err)
			break;
		take(g, b);
		g->busy++;
		pthread_mutex_unlock(&g->lock);
		err = read_batch(b);
		pthread_mutex_lock(&g->lock);
		g->busy--;
		if (!err)
			add_batch(g, b);
		else if (!g->err)
			g->err = err;
		else
			error_free(err);
		if (g->waiting.n != 1 || g->err)
			pthread_cond_broadcast(&g->more);
		progress_step(&g->progress, g->done);
	}
	pthread_mutex_unlock(&g->lock);
	batch_release(b);
	return NULL;
}

static void run_workers(struct gathering *g)
{
	pthread_t thread[MAX_JOBS];
	unsigned jobs = g->o->jobs < MAX_JOBS ? g->o->jobs : MAX_JOBS, started = 0;

	while (started + 1 < jobs && !pthread_create(&thread[started], NULL, work, g))
		started++;
	work(g);
	for (unsigned i = 0; i < started; i++)
		pthread_join(thread[i], NULL);
}

/* The parents of row @r that are new, one after the other; *@k is where to go on. */
static uint32_t next_new_parent(const struct gathered *g, uint32_t r, uint32_t *k)
{
	const uint32_t *parent = g->rows.item[r].parent;
	uint32_t n;

	for (;;) {
		uint32_t i = (*k)++;

		if (i < 1 || (i < 2 && !(parent[1] & PARENT_MORE))) {
			n = parent[i];
		} else if (parent[1] != POS_NONE && parent[1] & PARENT_MORE) {
			uint32_t at = (parent[1] & ~PARENT_MORE) + i - 1;

			if (i > 1 && g->extra.item[at - 1] & PARENT_LAST)
				return POS_NONE;
			n = g->extra.item[at] & ~PARENT_LAST;
		} else {
			return POS_NONE;
		}
		if (n == POS_NONE)
			return POS_NONE;
		if (n >= g->base)
			return n - g->base;
	}
}

struct visit {
	uint32_t row, next;
};

/* Depth first, a commit after all of its parents: place[row] is its place in that order. */
static void order_rows(const struct gathered *g, uint32_t *place)
{
	ARRAY(struct visit) path = { 0 };
	uint32_t n = 0;

	memset(place, 0xff, g->rows.n * sizeof(*place));
	for (uint32_t tip = 0; tip < g->rows.n; tip++) {
		if (place[tip] != POS_NONE)
			continue;
		place[tip] = POS_NONE - 1;
		*array_push(&path) = (struct visit){ tip, 0 };
		while (path.n) {
			struct visit *v = &path.item[path.n - 1];
			uint32_t p = next_new_parent(g, v->row, &v->next);

			if (p == POS_NONE) {
				place[v->row] = n++;
				path.n--;
			} else if (place[p] == POS_NONE) {
				place[p] = POS_NONE - 1;
				*array_push(&path) = (struct visit){ p, 0 };
			}
		}
	}
	array_free(&path);
}

static uint32_t moved(const struct gathered *g, const uint32_t *place, uint32_t number)
{
	return number >= g->base && number != POS_NONE ? g->base + place[number - g->base] : number;
}

static void move_rows(struct gathered *g, const uint32_t *place)
{
	struct row *rows = mem_realloc(NULL, g->rows.n ? g->rows.n : 1, sizeof(*rows));

	for (size_t i = 0; i < g->rows.n; i++) {
		struct row *r = &rows[place[i]];

		*r = g->rows.item[i];
		r->parent[0] = moved(g, place, r->parent[0]);
		if (r->parent[1] != POS_NONE && r->parent[1] & PARENT_MORE)
			r->parent[1] += g->extra_base;
		else
			r->parent[1] = moved(g, place, r->parent[1]);
	}
	mem_free(g->rows.item);
	g->rows.item = rows;
	g->rows.cap = g->rows.n;
}

/* By position; a commit's own stay in the order of its message. */
static void sort_records(struct gathered *g)
{
	size_t *from = mem_alloc((g->rows.n + 1) * sizeof(*from));
	struct record *sorted = mem_realloc(NULL, g->records.n, sizeof(*sorted));

	for (size_t i = 0; i < g->records.n; i++)
		from[g->records.item[i].pos - g->base + 1]++;
	for (size_t i = 0; i < g->rows.n; i++)
		from[i + 1] += from[i];
	for (size_t i = 0; i < g->records.n; i++)
		sorted[from[g->records.item[i].pos - g->base]++] = g->records.item[i];
	mem_free(from);
	mem_free(g->records.item);
	g->records.item = sorted;
	g->records.cap = g->records.n;
}

static int compare_titles(const void *one, const void *two)
{
	const struct title *a = one, *b = two;

	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

static int compare_ends(const void *one, const void *two)
{
	const struct end *a = one, *b = two;

	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

static void sort_lists(struct gathered *g)
{
	if (g->records.n)
		sort_records(g);
	if (g->titles.n)
		qsort(g->titles.item, g->titles.n, sizeof(*g->titles.item), compare_titles);
	if (g->ends.n)
		qsort(g->ends.item, g->ends.n, sizeof(*g->ends.item), compare_ends);
}

/* From rows in the order they were met to positions. */
static void settle(struct gathered *g)
{
	uint32_t *place = mem_realloc(NULL, g->rows.n ? g->rows.n : 1, sizeof(*place));

	order_rows(g, place);
	move_rows(g, place);
	for (size_t i = 0; i < g->extra.n; i++)
		g->extra.item[i] = moved(g, place, g->extra.item[i] & ~PARENT_LAST) |
				   (g->extra.item[i] & PARENT_LAST);
	for (size_t i = 0; i < g->records.n; i++)
		g->records.item[i].pos = g->base + place[g->records.item[i].pos];
	for (size_t i = 0; i < g->titles.n; i++)
		g->titles.item[i].pos = g->base + place[g->titles.item[i].pos];
	for (size_t i = 0; i < g->ends.n; i++)
		g->ends.item[i].pos = g->base + place[g->ends.item[i].pos];
	mem_free(place);
	sort_lists(g);
}

/* Which way the packs were written, as the first ancestors of a tip stand. */
static bool parents_stand_first(struct objects_reader *r, const git_oid *tip)
{
	uint64_t place = objects_place(r, tip), next;
	git_oid at = *tip;
	int first = 0;

	for (int i = 0; i < SAMPLE; i++, place = next) {
		struct object object;
		struct commit c;
		struct error *err = objects_read(r, &at, &object);
		bool ok = !err && object.type == GIT_OBJECT_COMMIT &&
			  commit_parse(&c, object.data, object.len) && c.parents;

		error_free(err);
		if (!ok)
			break;
		commit_parent(&c, 0, &at);
		next = objects_place(r, &at);
		first += next < place ? 1 : -1;
	}
	return first > 0;
}

struct error *gather(struct gathered *to, const git_oid *tips, size_t n,
		     const struct gather_options *o)
{
	struct gathering g = { .o = o, .to = to, .lock = PTHREAD_MUTEX_INITIALIZER,
			       .more = PTHREAD_COND_INITIALIZER };

	*to = (struct gathered){ .base = o->base, .extra_base = o->extra_base };
	grow_seen(&g);
	g.parents_first = n && parents_stand_first(o->repository->reader, &tips[0]);
	for (size_t i = 0; i < n; i++)
		number_of(&g, &tips[i], objects_place(o->repository->reader, &tips[i]));
	progress_start(&g.progress, "commits", o->expected, o->quiet);
	if (g.waiting.n)
		run_workers(&g);
	progress_stop(&g.progress);
	mem_free(g.seen.slot);
	array_free(&g.waiting);
	if (!g.err)
		settle(to);
	return g.err;
}

void gathered_release(struct gathered *g)
{
	array_free(&g->rows);
	array_free(&g->extra);
	array_free(&g->records);
	for (size_t i = 0; i < g->titles.n; i++)
		mem_free(g->titles.item[i].version);
	array_free(&g->titles);
	array_free(&g->ends);
}
