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
	ARRAY(uint32_t) todo;
};

static void add_naming(void *ctx, const struct record *r)
{
	struct search *s = ctx;
	git_oid id;

	if (r->kind != CLAIM_BACKPORT && r->kind != CLAIM_PICK)
		return;
	if (r->nibbles == GIT_OID_HEXSZ)
		memcpy(id.id, r->key, sizeof(id.id));
	else if (trees_find(s->t, r->key, r->nibbles, &id) != 1)
		return;
	*array_push(&s->all) = (struct naming){ r->pos, id };
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

/* What a commit names, and what that was copied from where it is a commit here. */
static void bring(struct search *s, uint8_t *met)
{
	while (s->todo.n) {
		uint32_t pos = s->todo.item[--s->todo.n];

		if (met[pos / 8] & 1 << pos % 8)
			continue;
		met[pos / 8] |= (uint8_t)(1 << pos % 8);
		for (size_t i = first_of(s, pos); i < s->all.n && s->all.item[i].pos == pos; i++) {
			uint32_t named = index_find(s->t->audited->ix, &s->all.item[i].id);

			*array_push(&s->to->ids) = s->all.item[i].id;
			if (named != POS_NONE)
				*array_push(&s->todo) = named;
		}
	}
}

void brought_find(struct brought *to, const struct trees *t, const struct branch *b)
{
	struct search s = { .to = to, .t = t, .b = b };
	struct index *ix = t->audited->ix;
	uint8_t *met = mem_alloc(index_count(ix) / 8 + 1);

	index_each_record(ix, add_naming, &s);
	if (s.all.n)
		qsort(s.all.item, s.all.n, sizeof(*s.all.item), compare_naming);
	for (size_t i = 0; i < s.all.n; i++) {
		if (branch_holds(b, ix, s.all.item[i].pos))
			*array_push(&s.todo) = s.all.item[i].pos;
		bring(&s, met);
	}
	if (to->ids.n)
		qsort(to->ids.item, to->ids.n, sizeof(*to->ids.item), compare_ids);
	mem_free(met);
	array_free(&s.all);
	array_free(&s.todo);
}

bool brought_has(const struct brought *b, const git_oid *id)
{
	return b->ids.n && bsearch(id, b->ids.item, b->ids.n, sizeof(*id), compare_ids);
}

void brought_release(struct brought *b)
{
	array_free(&b->ids);
}
