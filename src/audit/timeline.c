// SPDX-License-Identifier: GPL-2.0
#include "audit/timeline.h"

#include <stdlib.h>

/* A copy on the branch, as the events before have left it. */
struct held {
	const struct copy *copy;
	size_t release;
	bool active;
};

struct taking {			/* what an undo has changed */
	const struct undo *undo;
	size_t held;
};

struct run {
	struct timeline *to;
	struct history *h;
	const struct branch *b;
	ARRAY(struct held) held;
	ARRAY(struct taking) takings;
};

static void add_event(struct run *r, uint32_t pos, const struct copy *copy,
		      const struct undo *undo)
{
	if (branch_holds(r->b, r->h->ix, pos))
		*array_push(&r->to->events) =
			(struct event){ pos, copy, undo, branch_first_with(r->b, r->h->ix, pos),
					false };
}

static int compare_events(const void *one, const void *two)
{
	const struct event *a = one, *b = two;

	if (a->release != b->release)
		return a->release < b->release ? -1 : 1;
	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

static const struct event *event_of(const struct timeline *t, uint32_t pos)
{
	for (size_t i = 0; i < t->events.n; i++)
		if (t->events.item[i].pos == pos)
			return &t->events.item[i];
	return NULL;
}

static struct held *held_at(struct run *r, uint32_t pos)
{
	for (size_t i = 0; i < r->held.n; i++)
		if (r->held.item[i].copy->pos == pos)
			return &r->held.item[i];
	return NULL;
}

static void change(struct run *r, struct event *e, size_t k, bool active)
{
	if (r->held.item[k].active == active)
		return;
	r->held.item[k].active = active;
	e->changed = true;
	*array_push(&r->takings) = (struct taking){ e->undo, k };
}

/*
 * The same change that came in beside the copy, on another side of a merge, is one
 * change: a revert takes both. A second copy on top of the first is another.
 */
static bool goes_with(struct run *r, const struct held *other, const struct held *named)
{
	return (other->copy->parallel || named->copy->parallel) &&
	       !index_is_ancestor(r->h->ix, named->copy->pos, other->copy->pos) &&
	       !index_is_ancestor(r->h->ix, other->copy->pos, named->copy->pos);
}

/* What the undo can have taken is in its own history. */
static bool came_before(struct run *r, uint32_t pos, const struct event *e)
{
	return index_is_ancestor(r->h->ix, pos, e->pos);
}

static void undo_copies(struct run *r, struct event *e)
{
	struct held *named = e->undo->target != POS_NONE ? held_at(r, e->undo->target) : NULL;

	for (size_t k = 0; k < r->held.n; k++) {
		struct held *h = &r->held.item[k];

		if (!came_before(r, h->copy->pos, e))
			continue;
		if (!named || h == named || goes_with(r, h, named))
			change(r, e, k, false);
	}
}

/* Turns round what undos one level below have done: those it names, or all of them. */
static void undo_undos(struct run *r, struct event *e)
{
	const struct event *named =
		e->undo->target != POS_NONE ? event_of(r->to, e->undo->target) : NULL;
	size_t n = r->takings.n;

	for (size_t i = 0; i < n; i++) {
		const struct taking *t = &r->takings.item[i];

		if (named ? t->undo == named->undo : t->undo->level + 1 == e->undo->level)
			change(r, e, t->held, e->undo->level % 2 == 0);
	}
}

/* The first that came in; of those in one release the origin itself. */
static const struct copy *active_copy(const struct run *r)
{
	const struct held *best = NULL;

	for (size_t k = 0; k < r->held.n; k++) {
		const struct held *h = &r->held.item[k];

		if (h->active && (!best || (h->release == best->release &&
					    h->copy->kind == EVIDENCE_ANCESTOR)))
			best = h;
	}
	return best ? best->copy : NULL;
}

static void take_event(struct run *r, struct event *e)
{
	const struct copy *active;

	if (e->copy)
		*array_push(&r->held) = (struct held){ e->copy, e->release, true };
	else if (e->undo->level == 1)
		undo_copies(r, e);
	else
		undo_undos(r, e);
	active = active_copy(r);
	if (active) {
		r->to->brought = active;
		r->to->ever = true;
	} else if (e->undo && e->changed) {
		r->to->undone = e->undo;
	}
}

/* After all the events of a release: does it carry the change? */
static void close_release(struct run *r, size_t release)
{
	bool now = active_copy(r);

	if (now && !r->to->carried) {
		*array_push(&r->to->spans) = (struct span){ release, r->b->releases.n };
	} else if (!now && r->to->carried) {
		r->to->spans.item[r->to->spans.n - 1].until = release;
	}
	r->to->carried = now;
}

void timeline_of(struct timeline *to, struct history *h, const struct branch *b,
		 const struct copies *c)
{
	struct run r = { .to = to, .h = h, .b = b };

	*to = (struct timeline){ 0 };
	for (size_t i = 0; i < c->list.n; i++)
		add_event(&r, c->list.item[i].pos, &c->list.item[i], NULL);
	for (size_t i = 0; i < c->undos.n; i++)
		add_event(&r, c->undos.item[i].pos, NULL, &c->undos.item[i]);
	if (to->events.n)
		qsort(to->events.item, to->events.n, sizeof(*to->events.item), compare_events);
	for (size_t i = 0; i < to->events.n; i++) {
		take_event(&r, &to->events.item[i]);
		if (i + 1 == to->events.n ||
		    to->events.item[i + 1].release != to->events.item[i].release)
			close_release(&r, to->events.item[i].release);
	}
	array_free(&r.held);
	array_free(&r.takings);
}

void timeline_release(struct timeline *t)
{
	array_free(&t->events);
	array_free(&t->spans);
}

bool timeline_carried_in(const struct timeline *t, size_t release)
{
	for (size_t i = 0; i < t->spans.n; i++)
		if (release >= t->spans.item[i].from && release < t->spans.item[i].until)
			return true;
	return false;
}
