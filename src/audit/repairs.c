// SPDX-License-Identifier: GPL-2.0
#include "audit/repairs.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "audit/brought.h"
#include "audit/line.h"
#include "history/claim.h"

enum { MAX_DEPTH = 8 };		/* of backports of backports */

struct search {
	struct repairs *to;
	const struct trees *t;
	struct history *in;
	const struct branch *mainline;
	struct marks met;		/* commits with a Fixes: line */
	struct marks asked;		/* those in .by_subject */
	ARRAY(uint32_t) by_subject;	/* their ids may lead nowhere: their subjects may */
};

static void ask_subject(struct search *s, uint32_t pos)
{
	if (!marks_has(&s->asked, pos))
		*array_push(&s->by_subject) = pos;
	marks_add(&s->asked, pos);
}

static void add_record(void *ctx, const struct record *r)
{
	struct search *s = ctx;
	uint32_t at = POS_NONE;
	git_oid target;

	if (r->kind != CLAIM_FIXES || !branch_holds(s->mainline, s->in->ix, r->pos))
		return;
	if (!marks_has(&s->met, r->pos))
		s->to->commits++;
	marks_add(&s->met, r->pos);
	if (index_find_short(s->in->ix, r->key, r->nibbles, &at) == 1) {
		index_id(s->in->ix, at, &target);
	} else if (trees_find(s->t, r->key, r->nibbles, &target) != 1) {
		ask_subject(s, r->pos);
		return;
	}
	*array_push(&s->to->all) = (struct repair){ r->pos, at, target };
}

static void add_repair(struct search *s, uint32_t pos, const git_oid *target)
{
	*array_push(&s->to->all) = (struct repair){ pos, index_find(s->in->ix, target), *target };
}

static void add_claims_by_subject(struct search *s, const struct origin *o)
{
	struct claims claims = { 0 };

	claims_read(&claims, o->message, o->message_len);
	for (size_t k = 0; k < claims.list.n; k++) {
		bool by_subject;
		git_oid id;

		if (claims.list.item[k].kind == CLAIM_FIXES &&
		    claim_resolve(s->t, &claims.list.item[k], &id, &by_subject) && by_subject)
			add_repair(s, o->in_pos, &id);
	}
	claims_release(&claims);
}

static struct error *add_by_subject(struct search *s)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < s->by_subject.n; i++) {
		struct origin o;

		err = origin_at(&o, s->t, s->in, s->by_subject.item[i]);
		if (!err)
			add_claims_by_subject(s, &o);
		origin_release(&o);
	}
	return err;
}

static int compare_repairs(const void *one, const void *two)
{
	const struct repair *a = one, *b = two;
	int order = git_oid_cmp(&a->target, &b->target);

	return order ? order : a->pos < b->pos ? -1 : a->pos > b->pos;
}

static void sort(struct repairs *r)
{
	size_t n = 0;

	if (!r->all.n)
		return;
	qsort(r->all.item, r->all.n, sizeof(*r->all.item), compare_repairs);
	for (size_t i = 0; i < r->all.n; i++)
		if (!n || compare_repairs(&r->all.item[n - 1], &r->all.item[i]))
			r->all.item[n++] = r->all.item[i];
	r->all.n = n;
}

/* What the commit @id was made from, by its message. */
static struct error *read_sources(const struct search *s, const git_oid *id, struct ids *to)
{
	struct claims claims = { 0 };
	struct origin o;
	struct error *err = origin_of_id(&o, s->t, id);

	to->list.n = 0;
	if (!err)
		claims_read(&claims, o.message, o.message_len);
	for (size_t i = 0; i < claims.list.n; i++) {
		const struct claim *c = &claims.list.item[i];
		git_oid source;

		if (claim_brings(c->kind) && c->nibbles &&
		    trees_find(s->t, c->id, c->nibbles, &source) == 1)
			*array_push(&to->list) = source;
	}
	claims_release(&claims);
	origin_release(&o);
	return err;
}

/* Of those sorted, whose targets are no commits of mainline; adds what these were made from. */
static struct error *climb_once(struct search *s)
{
	size_t n = s->to->all.n, last = SIZE_MAX;
	struct ids sources = { 0 };
	struct error *err = NULL;

	for (size_t i = 0; !err && i < n; i++) {
		struct repair r = s->to->all.item[i];

		if (last == SIZE_MAX || !git_oid_equal(&s->to->all.item[last].target, &r.target)) {
			sources.list.n = 0;
			if (r.at == POS_NONE || !branch_holds(s->mainline, s->in->ix, r.at))
				err = read_sources(s, &r.target, &sources);
		}
		last = i;
		for (size_t k = 0; k < sources.list.n; k++)
			add_repair(s, r.pos, &sources.list.item[k]);
	}
	array_free(&sources.list);
	return err;
}

static struct error *climb(struct search *s)
{
	struct error *err = NULL;
	size_t n;

	sort(s->to);
	for (int depth = 0; !err && depth < MAX_DEPTH; depth++) {
		n = s->to->all.n;
		err = climb_once(s);
		sort(s->to);
		if (s->to->all.n == n)
			break;
	}
	return err;
}

struct error *repairs_find(struct repairs *to, const struct trees *t)
{
	struct history *in = trees_mainline(t);
	struct search s = { .to = to, .t = t, .in = in, .mainline = history_mainline(in) };
	struct error *err;

	marks_start(&s.met, index_count(in->ix));
	marks_start(&s.asked, index_count(in->ix));
	index_each_record(in->ix, add_record, &s);
	err = add_by_subject(&s);
	if (!err)
		err = climb(&s);
	marks_release(&s.met);
	marks_release(&s.asked);
	array_free(&s.by_subject);
	return err;
}

void repairs_release(struct repairs *r)
{
	array_free(&r->all);
}

size_t repairs_of(const struct repairs *r, const git_oid *target)
{
	struct repair key = { .target = *target };
	size_t from = 0, until = r->all.n;

	while (from < until) {
		size_t middle = from + (until - from) / 2;

		if (compare_repairs(&r->all.item[middle], &key) < 0)
			from = middle + 1;
		else
			until = middle;
	}
	return from;
}
