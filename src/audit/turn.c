// SPDX-License-Identifier: GPL-2.0
#include "audit/turn.h"

enum { MAX_DEPTH = 16, MAX_PARENTS = 64 };

struct turn {
	struct history *h;
	uint32_t old;
	uint32_t old_node;	/* POS_NONE: it is none */
	turn_fn *is_so;
	void *ctx;
	unsigned depth;
};

struct chain {			/* commits, each one's first parent behind it */
	ARRAY(uint32_t) list;
};

static bool is_behind(const struct turn *t, uint32_t pos)
{
	if (t->old == POS_NONE)
		return false;
	if (t->old_node != POS_NONE)
		return index_node_holds(t->h->ix, t->old_node, pos);
	return pos == t->old;
}

static void list_chain(const struct turn *t, uint32_t from, struct chain *to)
{
	for (uint32_t pos = from, parent; !is_behind(t, pos); pos = parent) {
		*array_push(&to->list) = pos;
		parent = index_parent(t->h->ix, pos, 0);
		if (parent >= pos)
			break;
	}
}

/* The last place of the chain up to which it is so, as it is at the first. */
static struct error *find_last(const struct turn *t, const struct chain *c, size_t *last)
{
	size_t from = 0, until = c->list.n;
	struct error *err = NULL;
	bool so;

	while (!err && until - from > 1) {
		size_t middle = from + (until - from) / 2;

		err = t->is_so(t->ctx, c->list.item[middle], &so);
		if (so)
			from = middle;
		else
			until = middle;
	}
	*last = from;
	return err;	/* cppcheck-suppress returnDanglingLifetime; it holds no &so */
}

static struct error *search(struct turn *t, uint32_t from, uint32_t *pos);

/* A merge did it where one of what it merged has it already. */
static struct error *search_merged(struct turn *t, uint32_t merge, uint32_t *pos)
{
	struct error *err = NULL;
	uint32_t parent;
	bool so = false;

	*pos = merge;
	for (unsigned i = 1; i < MAX_PARENTS && !err && !so; i++) {
		parent = index_parent(t->h->ix, merge, i);
		if (parent >= merge)
			break;
		if (is_behind(t, parent))
			continue;
		err = t->is_so(t->ctx, parent, &so);
		if (!err && so)
			err = search(t, parent, pos);
	}
	return err;
}

static struct error *search(struct turn *t, uint32_t from, uint32_t *pos)
{
	struct chain c = { 0 };
	struct error *err = NULL;
	size_t last = 0;

	*pos = from;
	list_chain(t, from, &c);
	if (c.list.n)
		err = find_last(t, &c, &last);
	if (!err && c.list.n)
		*pos = c.list.item[last];
	array_free(&c.list);
	if (!err && t->depth++ < MAX_DEPTH)
		err = search_merged(t, *pos, pos);
	return err;
}

struct error *turn_find(struct history *h, uint32_t old, uint32_t new, turn_fn *is_so, void *ctx,
			uint32_t *pos)
{
	struct turn t = { .h = h, .old = old, .is_so = is_so, .ctx = ctx,
			  .old_node = old == POS_NONE ? POS_NONE : index_node(h->ix, old) };

	return search(&t, new, pos);
}

uint32_t turn_root(struct history *h, uint32_t pos)
{
	uint32_t parent;

	while ((parent = index_parent(h->ix, pos, 0)) < pos)
		pos = parent;
	return pos;
}
