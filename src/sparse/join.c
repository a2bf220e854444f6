// SPDX-License-Identifier: GPL-2.0
#include "sparse/join.h"

#include <string.h>

enum { MAX_LEVELS = 64, CONFLICT = -2 };

struct visit {			/* one that is open, and its next way */
	int join;
	size_t way;
};

struct finder {			/* Tarjan's, of joins that have ways to each other */
	struct values *v;
	int *number, *low;	/* of each join, from 1; 0: not visited yet */
	int *group;		/* the last that it was found in */
	unsigned *level;	/* it is looked at on this one */
	bool *open;
	int last, last_group;
	ARRAY(struct visit) visits;
	ARRAY(int) stack;
};

static int same_as(const struct values *v, int value)
{
	int end = value, next;

	while (v->same.item[end] != end)
		end = v->same.item[end];
	for (; v->same.item[value] != end; value = next) {
		next = v->same.item[value];
		v->same.item[value] = end;
	}
	return end;
}

static size_t n_ways(const struct values *v, int join)
{
	int block = value_at(v, v->joins.item[join].value)->block;

	return v->edges.first.item[block + 1] - v->edges.first.item[block];
}

static int way_of(const struct values *v, int join, size_t way)
{
	int value = v->ways.item[v->joins.item[join].first + way];

	return value < 0 ? -1 : same_as(v, value);
}

/* The join that a way leads to, or -1. */
static int join_behind(const struct values *v, int join, size_t way)
{
	int value = way_of(v, join, way);

	return value >= 0 && value_at(v, value)->kind == VALUE_JOIN ?
	       value_at(v, value)->join : -1;
}

/*
 * The one value that all ways out of a group lead to, or CONFLICT. Where it was never set it may be
 * anything, but not what is set later.
 */
static int only_way(const struct finder *f, const int joins[], size_t n, int group)
{
	const struct values *v = f->v;
	int only = -1;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n_ways(v, joins[i]); k++) {
			int value = way_of(v, joins[i], k), join;

			if (value < 0)
				return CONFLICT;
			join = join_behind(v, joins[i], k);
			if (join >= 0 && f->group[join] == group)
				continue;
			if (value_at(v, value)->kind == VALUE_UNDEF || (only >= 0 && value != only))
				return CONFLICT;
			only = value;
		}
	return only < 0 ? CONFLICT : only;
}

static bool leads_inside(const struct finder *f, int join, int group)
{
	for (size_t k = 0; k < n_ways(f->v, join); k++) {
		int to = join_behind(f->v, join, k);

		if (to < 0 || f->group[to] != group)
			return false;
	}
	return true;
}

static void find_groups(struct finder *f, const int joins[], size_t n, unsigned level);

/* Of a group with several ways out, those that have none may be one value among themselves. */
static void take_inner(struct finder *f, const int joins[], size_t n, int group, unsigned level)
{
	ARRAY(int) inner = { 0 };

	for (size_t i = 0; i < n && level + 1 < MAX_LEVELS; i++)
		if (leads_inside(f, joins[i], group))
			*array_push(&inner) = joins[i];
	for (size_t i = 0; i < inner.n; i++) {
		f->level[inner.item[i]] = level + 1;
		f->number[inner.item[i]] = 0;
	}
	find_groups(f, inner.item, inner.n, level + 1);
	array_free(&inner);
}

static void take_group(struct finder *f, const int joins[], size_t n, unsigned level)
{
	struct values *v = f->v;
	int group = ++f->last_group, only;

	for (size_t i = 0; i < n; i++) {
		f->group[joins[i]] = group;
		f->open[joins[i]] = false;
	}
	only = only_way(f, joins, n, group);
	for (size_t i = 0; i < n && only >= 0; i++)
		v->same.item[v->joins.item[joins[i]].value] = only;
	if (only < 0 && n > 1)
		take_inner(f, joins, n, group, level);
}

static void begin(struct finder *f, int join)
{
	f->number[join] = f->low[join] = ++f->last;
	f->open[join] = true;
	*array_push(&f->stack) = join;
	*array_push(&f->visits) = (struct visit){ join, 0 };
}

static void end(struct finder *f, int join, unsigned level)
{
	size_t n = f->stack.n;
	ARRAY(int) joins = { 0 };

	if (--f->visits.n) {
		int outer = f->visits.item[f->visits.n - 1].join;

		if (f->low[join] < f->low[outer])
			f->low[outer] = f->low[join];
	}
	if (f->low[join] != f->number[join])
		return;
	while (f->stack.item[--n] != join)
		;
	for (size_t i = n; i < f->stack.n; i++)
		*array_push(&joins) = f->stack.item[i];
	f->stack.n = n;
	take_group(f, joins.item, joins.n, level);
	array_free(&joins);
}

static void find_from(struct finder *f, int join, unsigned level)
{
	begin(f, join);
	while (f->visits.n) {
		struct visit *at = &f->visits.item[f->visits.n - 1];
		int from = at->join, to;

		if (at->way == n_ways(f->v, from)) {
			end(f, from, level);
			continue;
		}
		to = join_behind(f->v, from, at->way++);
		if (to < 0 || f->level[to] != level || f->v->joins.item[to].kept)
			continue;
		if (!f->number[to])
			begin(f, to);
		else if (f->open[to] && f->number[to] < f->low[from])
			f->low[from] = f->number[to];
	}
}

/* Each group once what it leads to is known. */
static void find_groups(struct finder *f, const int joins[], size_t n, unsigned level)
{
	typeof(f->visits) visits = f->visits;
	typeof(f->stack) stack = f->stack;

	memset(&f->visits, 0, sizeof(f->visits));
	memset(&f->stack, 0, sizeof(f->stack));
	for (size_t i = 0; i < n; i++)
		if (!f->number[joins[i]])
			find_from(f, joins[i], level);
	array_free(&f->visits);
	array_free(&f->stack);
	f->visits = visits;
	f->stack = stack;
}

static bool note_changes(struct values *v, const int before[])
{
	bool any = false;

	for (size_t k = 0; k < v->joins.n; k++) {
		struct join *j = &v->joins.item[k];
		int now = same_as(v, j->value);

		any |= now != before[k];
		if (now == j->value && before[k] != now)
			j->kept = true;
	}
	return any;
}

static void find_all(struct values *v)
{
	size_t n = v->joins.n;
	struct finder f = { .v = v };
	ARRAY(int) all = { 0 };

	f.number = mem_alloc((n + 1) * sizeof(int));
	f.low = mem_alloc((n + 1) * sizeof(int));
	f.group = mem_alloc((n + 1) * sizeof(int));
	f.level = mem_alloc((n + 1) * sizeof(unsigned));
	f.open = mem_alloc(n + 1);
	for (size_t k = 0; k < n; k++)
		if (!v->joins.item[k].kept)
			*array_push(&all) = (int)k;
	find_groups(&f, all.item, all.n, 0);
	mem_free(f.number);
	mem_free(f.low);
	mem_free(f.group);
	mem_free(f.level);
	mem_free(f.open);
	array_free(&all);
}

bool joins_simplify(struct values *v)
{
	int *before = mem_alloc((v->joins.n + 1) * sizeof(int));
	bool any;

	for (size_t k = 0; k < v->joins.n; k++)
		before[k] = same_as(v, v->joins.item[k].value);
	for (size_t k = 0; k < v->joins.n; k++)
		v->same.item[v->joins.item[k].value] = v->joins.item[k].value;
	find_all(v);
	any = note_changes(v, before);
	mem_free(before);
	return any;
}
