// SPDX-License-Identifier: GPL-2.0
#include "audit/brought.h"

#include <stdlib.h>
#include <string.h>

#include "history/claim.h"

enum { MAX_DEPTH = 8 };		/* of backports of backports upstream */

struct naming {			/* the commit @pos says that it brings @id, or takes it back */
	uint32_t pos;
	git_oid id;
};

struct namings {
	ARRAY(struct naming) list;
};

struct titled {			/* the commit @pos takes back what has the subject */
	uint32_t pos;
	uint32_t subject;
};

struct search {
	struct brought *to;
	const struct trees *t;
	const struct branch *b;
	struct namings all, upstream;	/* of the two repositories; by position */
	ARRAY(uint32_t) todo;

	/* of the repository at hand */
	struct history *in;
	ARRAY(struct naming) reverts;
	ARRAY(struct titled) titled;
};

static void add_revert(struct search *s, const struct record *r)
{
	uint32_t subject = (uint32_t)r->key[0] << 24 | (uint32_t)r->key[1] << 16 |
			   (uint32_t)r->key[2] << 8 | r->key[3];
	git_oid id;

	if (r->kind == RECORD_REVERT_SUBJECT)
		*array_push(&s->titled) = (struct titled){ r->pos, subject };
	else if (trees_find(s->t, r->key, r->nibbles, &id) == 1)
		*array_push(&s->reverts) = (struct naming){ r->pos, id };
}

static void add_naming(struct search *s, const struct record *r)
{
	git_oid id;

	if (r->nibbles == GIT_OID_HEXSZ)
		memcpy(id.id, r->key, sizeof(id.id));
	else if (trees_find(s->t, r->key, r->nibbles, &id) != 1)
		return;
	*array_push(s->in == s->t->audited ? &s->all.list : &s->upstream.list) =
		(struct naming){ r->pos, id };
}

static void add_record(void *ctx, const struct record *r)
{
	switch (r->kind) {
	case CLAIM_BACKPORT:
	case CLAIM_PICK:
		add_naming(ctx, r);
		break;
	case CLAIM_REVERT:
	case CLAIM_REVERT_UPSTREAM:
	case RECORD_REVERT_SUBJECT:
		add_revert(ctx, r);
		break;
	}
}

static int compare_naming(const void *one, const void *two)
{
	const struct naming *a = one, *b = two;

	if (a->pos != b->pos)
		return a->pos < b->pos ? -1 : 1;
	return git_oid_cmp(&a->id, &b->id);
}

static size_t first_of(const struct namings *all, uint32_t pos)
{
	size_t from = 0, until = all->list.n;

	while (from < until) {
		size_t middle = from + (until - from) / 2;

		if (all->list.item[middle].pos < pos)
			from = middle + 1;
		else
			until = middle;
	}
	return from;
}

/* What a commit that only the upstream repository has was made from, there. */
static void climb_upstream(struct search *s, struct ids *to, const git_oid *id, int depth)
{
	uint32_t pos = s->t->upstream ? index_find(s->t->upstream->ix, id) : POS_NONE;
	const struct namings *all = &s->upstream;

	if (pos == POS_NONE || depth == MAX_DEPTH)
		return;
	for (size_t i = first_of(all, pos); i < all->list.n && all->list.item[i].pos == pos; i++) {
		*array_push(&to->list) = all->list.item[i].id;
		climb_upstream(s, to, &all->list.item[i].id, depth + 1);
	}
}

/* What the waiting commits name, and what that was copied from where it is a commit here. */
static void bring(struct search *s, struct ids *to, uint8_t *met)
{
	const struct namings *all = &s->all;

	while (s->todo.n) {
		uint32_t pos = s->todo.item[--s->todo.n];

		if (met[pos / 8] & 1 << pos % 8)
			continue;
		met[pos / 8] |= (uint8_t)(1 << pos % 8);
		for (size_t i = first_of(all, pos);
		     i < all->list.n && all->list.item[i].pos == pos; i++) {
			uint32_t named = index_find(s->t->audited->ix, &all->list.item[i].id);

			*array_push(&to->list) = all->list.item[i].id;
			if (named != POS_NONE)
				*array_push(&s->todo) = named;
			else
				climb_upstream(s, to, &all->list.item[i].id, 0);
		}
	}
}

static void sort_ids(struct ids *ids)
{
	if (ids->list.n)
		qsort(ids->list.item, ids->list.n, sizeof(*ids->list.item), ids_compare);
}

static void find_ids(struct search *s)
{
	struct index *ix = s->t->audited->ix;
	uint8_t *met = mem_alloc(index_count(ix) / 8 + 1);

	for (size_t i = 0; i < s->all.list.n; i++) {
		if (branch_holds(s->b, ix, s->all.list.item[i].pos))
			*array_push(&s->todo) = s->all.list.item[i].pos;
		bring(s, &s->to->ids, met);
	}
	sort_ids(&s->to->ids);
	mem_free(met);
}

static void doubt(struct search *s, const git_oid *id, uint8_t *met)
{
	uint32_t pos = index_find(s->t->audited->ix, id);

	*array_push(&s->to->doubted.list) = *id;
	if (pos != POS_NONE)
		*array_push(&s->todo) = pos;
	bring(s, &s->to->doubted, met);
}

static void doubt_subject(struct search *s, uint32_t subject, struct history *in, uint8_t *met)
{
	struct subjects found = { 0 };

	index_subjects(in->ix, subject, &found);
	for (size_t i = 0; i < found.list.n; i++) {
		git_oid id;

		index_id(in->ix, found.list.item[i].pos, &id);
		doubt(s, &id, met);
	}
	array_free(&found.list);
}

/* Whether the branch has the revert at @pos, or a backport of it. */
static bool is_taken_back(struct search *s, uint32_t pos)
{
	git_oid id;

	if (s->in == s->t->audited && branch_holds(s->b, s->in->ix, pos))
		return true;
	index_id(s->in->ix, pos, &id);
	return brought_has(s->to, &id);
}

static void doubt_reverted(struct search *s, uint8_t *met)
{
	for (size_t i = 0; i < s->reverts.n; i++)
		if (is_taken_back(s, s->reverts.item[i].pos))
			doubt(s, &s->reverts.item[i].id, met);
	for (size_t i = 0; i < s->titled.n; i++) {
		if (!is_taken_back(s, s->titled.item[i].pos))
			continue;
		doubt_subject(s, s->titled.item[i].subject, s->t->audited, met);
		if (s->t->upstream)
			doubt_subject(s, s->titled.item[i].subject, s->t->upstream, met);
	}
}

static void read_records(struct search *s, struct history *in)
{
	struct namings *all = in == s->t->audited ? &s->all : &s->upstream;

	s->in = in;
	s->reverts.n = s->titled.n = 0;
	index_each_record(in->ix, add_record, s);
	if (all->list.n)
		qsort(all->list.item, all->list.n, sizeof(*all->list.item), compare_naming);
}

/* What upstream's commits were made from must be known first; their reverts come last. */
void brought_find(struct brought *to, const struct trees *t, const struct branch *b)
{
	struct search s = { .to = to, .t = t, .b = b };
	uint8_t *met = mem_alloc(index_count(t->audited->ix) / 8 + 1);

	if (t->upstream)
		read_records(&s, t->upstream);
	read_records(&s, t->audited);
	find_ids(&s);
	doubt_reverted(&s, met);
	if (t->upstream) {
		s.upstream.list.n = 0;
		read_records(&s, t->upstream);
		doubt_reverted(&s, met);
	}
	sort_ids(&to->doubted);
	mem_free(met);
	array_free(&s.all.list);
	array_free(&s.upstream.list);
	array_free(&s.todo);
	array_free(&s.reverts);
	array_free(&s.titled);
}

static bool holds(const struct ids *ids, const git_oid *id)
{
	return ids->list.n &&
	       bsearch(id, ids->list.item, ids->list.n, sizeof(*id), ids_compare);
}

bool brought_has(const struct brought *b, const git_oid *id)
{
	return holds(&b->ids, id);
}

bool brought_is_doubted(const struct brought *b, const git_oid *id)
{
	return holds(&b->doubted, id);
}

void brought_release(struct brought *b)
{
	array_free(&b->ids.list);
	array_free(&b->doubted.list);
}
