// SPDX-License-Identifier: GPL-2.0
#include "audit/twins.h"

#include <stdlib.h>

#include "audit/line.h"

enum { FILTER_BITS = 1 << 22 };

struct wanted {			/* one of the targets, where it is a commit */
	uint32_t pos;
	size_t target;
};

struct key {
	uint32_t subject, authored;
	size_t target;
};

struct search {
	bool *has;
	const struct repair *repairs;
	size_t n;
	const struct trees *t;
	const struct branch *b;
	const struct brought *brought;
	ARRAY(struct key) keys;		/* ascending */
	struct marks filter;		/* of their hashes */

	/* of the repository at hand */
	struct history *in;
	ARRAY(struct wanted) wanted;	/* by position */
	struct marks marks;		/* of these; then of what was brought */
};

static uint32_t filter_bit(const struct subject_entry *e)
{
	return (e->subject ^ e->authored * 2654435761u) % FILTER_BITS;
}

static int compare_wanted(const void *one, const void *two)
{
	const struct wanted *a = one, *b = two;

	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

static int compare_keys(const void *one, const void *two)
{
	const struct key *a = one, *b = two;

	if (a->subject != b->subject)
		return a->subject < b->subject ? -1 : 1;
	return a->authored < b->authored ? -1 : a->authored > b->authored;
}

static void take_key(void *ctx, const struct subject_entry *e)
{
	struct search *s = ctx;
	const struct wanted *w;

	if (!marks_has(&s->marks, e->pos))
		return;
	w = bsearch(&(struct wanted){ .pos = e->pos }, s->wanted.item, s->wanted.n, sizeof(*w),
		    compare_wanted);
	*array_push(&s->keys) = (struct key){ e->subject, e->authored, w->target };
	marks_add(&s->filter, filter_bit(e));
}

static uint32_t position_of(const struct search *s, const struct repair *r, struct history *in)
{
	if (in == trees_mainline(s->t))
		return r->at;
	return r->at == POS_NONE ? index_find(in->ix, &r->target) : POS_NONE;
}

static void take_keys(struct search *s, struct history *in)
{
	marks_start(&s->marks, index_count(in->ix));
	for (size_t i = 0; i < s->n; i++) {
		uint32_t pos = s->has[i] ? POS_NONE : position_of(s, &s->repairs[i], in);

		if (pos == POS_NONE)
			continue;
		*array_push(&s->wanted) = (struct wanted){ pos, i };
		marks_add(&s->marks, pos);
	}
	if (s->wanted.n)
		qsort(s->wanted.item, s->wanted.n, sizeof(*s->wanted.item), compare_wanted);
	index_each_subject(in->ix, take_key, s);
	array_free(&s->wanted);
	marks_release(&s->marks);
}

static bool is_there(const struct search *s, uint32_t pos)
{
	return marks_has(&s->marks, pos) ||
	       (s->in == s->t->audited && branch_holds(s->b, s->in->ix, pos));
}

static void compare_entry(void *ctx, const struct subject_entry *e)
{
	struct search *s = ctx;
	struct key key = { e->subject, e->authored, 0 };
	size_t from = 0, until = s->keys.n;

	if (!marks_has(&s->filter, filter_bit(e)) || !is_there(s, e->pos))
		return;
	while (from < until) {
		size_t middle = from + (until - from) / 2;

		if (compare_keys(&s->keys.item[middle], &key) < 0)
			from = middle + 1;
		else
			until = middle;
	}
	for (; from < s->keys.n && !compare_keys(&s->keys.item[from], &key); from++)
		s->has[s->keys.item[from].target] = true;
}

static void compare_with(struct search *s, struct history *in)
{
	s->in = in;
	marks_start(&s->marks, index_count(in->ix));
	for (size_t i = 0; i < s->brought->ids.list.n; i++) {
		uint32_t pos = index_find(in->ix, &s->brought->ids.list.item[i]);

		if (pos != POS_NONE)
			marks_add(&s->marks, pos);
	}
	index_each_subject(in->ix, compare_entry, s);
	marks_release(&s->marks);
}

void twins_find(bool has[], const struct repair repairs[], size_t n, const struct trees *t,
		const struct branch *b, const struct brought *brought)
{
	struct search s = { .has = has, .repairs = repairs, .n = n, .t = t, .b = b,
			    .brought = brought };

	marks_start(&s.filter, FILTER_BITS);
	take_keys(&s, t->audited);
	if (t->upstream)
		take_keys(&s, t->upstream);
	if (s.keys.n) {
		qsort(s.keys.item, s.keys.n, sizeof(*s.keys.item), compare_keys);
		compare_with(&s, t->audited);
		if (t->upstream)
			compare_with(&s, t->upstream);
	}
	array_free(&s.keys);
	marks_release(&s.filter);
}
