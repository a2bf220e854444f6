// SPDX-License-Identifier: GPL-2.0
#include "audit/brought.h"

#include <stdlib.h>
#include <string.h>

#include "history/claim.h"

struct naming {			/* the commit @pos says that it brings @id */
	uint32_t pos;
	git_oid id;
};

struct search {
	struct brought *to;
	const struct trees *t;
	const struct branch *b;
	ARRAY(struct naming) all;	/* by position */
	ARRAY(git_oid) reverted;	/* by commits that the branch holds */
	ARRAY(uint32_t) todo;
};

static void add_record(void *ctx, const struct record *r)
{
	struct search *s = ctx;
	bool brings = r->kind == CLAIM_BACKPORT || r->kind == CLAIM_PICK;
	bool reverts = r->kind == CLAIM_REVERT || r->kind == CLAIM_REVERT_UPSTREAM;
	git_oid id;

	if (!brings && !(reverts && branch_holds(s->b, s->t->audited->ix, r->pos)))
		return;
	if (r->nibbles == GIT_OID_HEXSZ)
		memcpy(id.id, r->key, sizeof(id.id));
	else if (trees_find(s->t, r->key, r->nibbles, &id) != 1)
		return;
	if (brings)
		*array_push(&s->all) = (struct naming){ r->pos, id };
	else
		*array_push(&s->reverted) = id;
}

static int compare_naming(const void *one, const void *two)
{
	const struct naming *a = one, *b = two;

	if (a->pos != b->pos)
		return a->pos < b->pos ? -1 : 1;
	return git_oid_cmp(&a->id, &b->id);
}

static int compare_ids(const void *one, const void *two)
{
	return git_oid_cmp(one, two);
}

static size_t first_of(const struct search *s, uint32_t pos)
{
	size_t from = 0, until = s->all.n;

	while (from < until) {
		size_t middle = from + (until - from) / 2;

		if (s->all.item[middle].pos < pos)
			from = middle + 1;
		else
			until = middle;
	}
	return from;
}

/* What the waiting commits name, and what that was copied from where it is a commit here. */
static void bring(struct search *s, struct ids *to, uint8_t *met)
{
	while (s->todo.n) {
		uint32_t pos = s->todo.item[--s->todo.n];

		if (met[pos / 8] & 1 << pos % 8)
			continue;
		met[pos / 8] |= (uint8_t)(1 << pos % 8);
		for (size_t i = first_of(s, pos); i < s->all.n && s->all.item[i].pos == pos; i++) {
			uint32_t named = index_find(s->t->audited->ix, &s->all.item[i].id);

			*array_push(&to->list) = s->all.item[i].id;
			if (named != POS_NONE)
				*array_push(&s->todo) = named;
		}
	}
}

static void sort_ids(struct ids *ids)
{
	if (ids->list.n)
		qsort(ids->list.item, ids->list.n, sizeof(*ids->list.item), compare_ids);
}

static void find_ids(struct search *s)
{
	struct index *ix = s->t->audited->ix;
	uint8_t *met = mem_alloc(index_count(ix) / 8 + 1);

	for (size_t i = 0; i < s->all.n; i++) {
		if (branch_holds(s->b, ix, s->all.item[i].pos))
			*array_push(&s->todo) = s->all.item[i].pos;
		bring(s, &s->to->ids, met);
	}
	sort_ids(&s->to->ids);
	mem_free(met);
}

static void find_doubted(struct search *s)
{
	struct index *ix = s->t->audited->ix;
	uint8_t *met = mem_alloc(index_count(ix) / 8 + 1);

	for (size_t i = 0; i < s->reverted.n; i++) {
		uint32_t pos = index_find(ix, &s->reverted.item[i]);

		*array_push(&s->to->doubted.list) = s->reverted.item[i];
		if (pos != POS_NONE)
			*array_push(&s->todo) = pos;
		bring(s, &s->to->doubted, met);
	}
	sort_ids(&s->to->doubted);
	mem_free(met);
}

void brought_find(struct brought *to, const struct trees *t, const struct branch *b)
{
	struct search s = { .to = to, .t = t, .b = b };

	index_each_record(t->audited->ix, add_record, &s);
	if (s.all.n)
		qsort(s.all.item, s.all.n, sizeof(*s.all.item), compare_naming);
	find_ids(&s);
	find_doubted(&s);
	array_free(&s.all);
	array_free(&s.reverted);
	array_free(&s.todo);
}

static bool holds(const struct ids *ids, const git_oid *id)
{
	return ids->list.n &&
	       bsearch(id, ids->list.item, ids->list.n, sizeof(*id), compare_ids);
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
