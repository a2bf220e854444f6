// SPDX-License-Identifier: GPL-2.0
#include "proof/place.h"

enum {
	WINDOW = 8,		/* lines looked at for those that were around */
	OFTEN = 4,		/* times a line is in its own text, to tell little */
	SEAM = 5,		/* lines around one that are there, where they tell little */
};

/* ---- what is looked for ---- */

static struct piece piece_of(const struct lines *l, size_t at)
{
	const struct line *line = &l->list.item[at];
	struct piece p = { .hash = line->hash, .grade = line->grade };

	if (p.grade == GRADE_OWN && lines_count(l, p.hash, OFTEN) >= OFTEN)
		p.grade = GRADE_COMMON;
	return p;
}

static uint64_t head_at(const struct lines *l, size_t at, bool gap)
{
	if (gap)
		return at ? l->list.item[at - 1].head : 0;
	return l->list.item[at].head;
}

void side_read(struct side *s, const struct lines *l, size_t from, size_t to)
{
	*s = (struct side){ .n = to - from, .head = head_at(l, from, from == to) };
	if (s->n)
		s->core = mem_realloc(NULL, s->n, sizeof(*s->core));
	for (size_t i = 0; i < s->n; i++)
		s->core[i] = piece_of(l, from + i);
	for (size_t at = from; at-- && s->above.n < PLACE_FURTHER; )
		s->above.line[s->above.n++] = piece_of(l, at);
	for (size_t at = to; at < l->list.n && s->below.n < PLACE_FURTHER; at++)
		s->below.line[s->below.n++] = piece_of(l, at);
}

/* Where the core ends as what's above it does, its end makes a seam that looks the same. */
void side_pin(struct side *gap, const struct side *other)
{
	const struct piece *core = other->core;
	struct edge *up = &gap->above, *down = &gap->below;

	while (up->must < up->n && up->must < other->n &&
	       up->line[up->must].hash == core[other->n - 1 - up->must].hash)
		up->must++;
	while (down->must < down->n && down->must < other->n &&
	       down->line[down->must].hash == core[down->must].hash)
		down->must++;
	up->must++;
	down->must++;
}

void side_compare(struct side *s, const struct lines *l, const struct lines *other,
		  uint64_t other_head)
{
	for (size_t i = 0; i < s->n; i++) {
		struct piece *p = &s->core[i];

		p->new_all = lines_first(other, p->hash) == LINE_NONE;
		p->other_same = lines_count_under(other, p->hash, s->head, PLACE_MOST);
		p->new_under = p->new_all ||
			       lines_count_under(l, p->hash, s->head, PLACE_MOST) > p->other_same;
		p->other_under = lines_count_under(other, p->hash, other_head, PLACE_MOST);
	}
}

void side_release(struct side *s)
{
	mem_free(s->core);
	*s = (struct side){ 0 };
}

bool side_seen_more(const struct side *s, uint64_t head, const struct lines *l)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct piece *p = &s->core[i];

		if (p->grade != GRADE_OWN)
			continue;
		if (p->new_all && lines_first(l, p->hash) != LINE_NONE)
			return true;
		if (lines_count_under(l, p->hash, head, PLACE_MOST) > p->other_under)
			return true;
	}
	return false;
}

bool side_seen_no_more(const struct side *s, const struct lines *l)
{
	bool any = false;

	for (size_t i = 0; i < s->n; i++) {
		const struct piece *p = &s->core[i];

		if (p->grade != GRADE_OWN || !p->new_under)
			continue;
		if (p->new_all)
			return false;
		if (lines_count_under(l, p->hash, s->head, PLACE_MOST) > p->other_same)
			return false;
		any = true;
	}
	return any;
}

/* ---- what stands around ---- */

struct around {
	unsigned found, own;	/* lines, those of GRADE_OWN */
	bool next;		/* the nearest is there, and is the nearest */
	bool firm;		/* so are as many as must, and one that tells something */
};

/* The text's line @n away from the core, upwards or downwards; NULL: beyond its end. */
static const struct line *line_off(const struct lines *l, size_t first, size_t behind, bool up,
				   size_t n)
{
	const size_t at = up ? first - 1 - n : behind + n;

	return (up && n >= first) || at >= l->list.n ? NULL : &l->list.item[at];
}

/* Counts those that are there, whatever came between. */
static void look_near(struct around *a, const struct lines *l, size_t first, size_t behind,
		      bool up, const struct edge *e)
{
	size_t from = 0;

	for (unsigned i = 0; i < e->n && i < PLACE_AROUND; i++) {
		const struct piece *want = &e->line[i];
		const size_t until = want->grade == GRADE_OWN ? WINDOW : from + 1;

		for (size_t n = from; n < until; n++) {
			const struct line *line = line_off(l, first, behind, up, n);

			if (!line)
				break;
			if (line->hash != want->hash)
				continue;
			a->found++;
			a->own += want->grade == GRADE_OWN;
			a->next |= !i && !n;
			from = n + 1;
			break;
		}
	}
}

/* Follows them as long as they are as they were. */
static void look_further(struct around *a, const struct lines *l, size_t first, size_t behind,
			 bool up, const struct edge *e)
{
	const struct line *line = NULL;
	unsigned n = 0, own = 0;

	for (; n < e->n; n++) {
		line = line_off(l, first, behind, up, n);
		if (!line || line->hash != e->line[n].hash)
			break;
		a->firm |= n + 1 >= e->must && e->line[n].grade != GRADE_NOISE;
		own += e->line[n].grade == GRADE_OWN;
		if (n >= PLACE_AROUND && a->firm)
			break;
	}
	if (own > a->own)
		a->own = own;
	if (n < e->n || n >= PLACE_AROUND || line_off(l, first, behind, up, n))
		return;
	a->own++;
	a->next |= !n;
	a->firm = true;
	a->found = PLACE_AROUND;
}

static void look_around(struct around *a, const struct lines *l, size_t first, size_t behind,
			bool up, const struct edge *e)
{
	*a = (struct around){ 0 };
	look_near(a, l, first, behind, up, e);
	look_further(a, l, first, behind, up, e);
}

/* ---- whether that's enough ---- */

struct candidate {
	const struct side *side;
	const struct lines *l;
	struct around above, below;
	unsigned own, new;	/* lines of the core that are, and new under the head; anywhere */
};

static bool gap_is_sure(const struct candidate *c, bool near)
{
	const unsigned own = c->above.own + c->below.own;

	if (!c->above.firm || !c->below.firm)
		return false;
	if (near)
		return own >= 2 || (own && c->above.found + c->below.found >= SEAM);
	return own >= 4 && c->above.found > 1 && c->below.found > 1 &&
	       !lines_has_head(c->l, c->side->head);
}

static bool core_is_sure(const struct candidate *c, bool near)
{
	const unsigned own = c->above.own + c->below.own;

	if (near && c->own > 2)
		return true;
	if (near && c->own)
		return own || (c->above.next && c->below.next);
	if (near)
		return c->above.firm && c->below.firm && own >= 2;
	if (lines_has_head(c->l, c->side->head))
		return c->new > 2 && own >= 2;
	if (c->new > 2)
		return own;
	return c->new && own >= 2 && c->above.found && c->below.found;
}

static unsigned score_of(const struct candidate *c)
{
	return c->above.found + c->below.found + c->above.next + c->below.next;
}

static bool core_stands(const struct side *s, const struct lines *l, size_t first)
{
	if (first + s->n > l->list.n)
		return false;
	for (size_t i = 0; i < s->n; i++)
		if (l->list.item[first + i].hash != s->core[i].hash)
			return false;
	return true;
}

static void consider(struct places *p, struct candidate *c, size_t first)
{
	const struct side *s = c->side;
	const struct lines *l = c->l;
	bool near;
	unsigned score;

	if (!core_stands(s, l, first))
		return;
	near = (s->n || first ? head_at(l, first, !s->n) : 0) == s->head;
	look_around(&c->above, l, first, first + s->n, true, &s->above);
	look_around(&c->below, l, first, first + s->n, false, &s->below);
	if (s->n ? !core_is_sure(c, near) : !gap_is_sure(c, near))
		return;
	score = score_of(c);
	if (near ? !p->near || score > p->score : !p->near && (!p->far || score > p->score)) {
		p->at = first;
		p->score = score;
	}
	p->near += near;
	p->far += !near;
}

/* The line to look for, and how far behind the place's first it stands. */
static const struct piece *anchor_of(const struct side *s, const struct lines *l, int *off)
{
	const struct piece *best = NULL;
	unsigned least = PLACE_MOST, n;

	for (size_t i = 0; i < s->n && i < WINDOW; i++) {
		n = lines_count(l, s->core[i].hash, least + 1);
		if (n > least)
			continue;
		best = &s->core[i];
		*off = i;
		least = n;
	}
	for (int i = -1; !s->n && i <= 0; i++) {
		const struct edge *e = i ? &s->above : &s->below;

		n = e->n ? lines_count(l, e->line[0].hash, least + 1) : least + 1;
		if (n > least)
			continue;
		best = &e->line[0];
		*off = i;
		least = n;
	}
	return best;
}

void places_find(struct places *p, const struct side *s, const struct lines *l)
{
	struct candidate c = { .side = s, .l = l };
	int off = 0;
	const struct piece *anchor = anchor_of(s, l, &off);

	*p = (struct places){ 0 };
	if (!anchor)
		return;
	for (size_t i = 0; i < s->n; i++) {
		c.own += s->core[i].grade == GRADE_OWN && s->core[i].new_under;
		c.new += s->core[i].grade == GRADE_OWN && s->core[i].new_all;
	}
	for (uint32_t at = lines_first(l, anchor->hash); at != LINE_NONE; at = lines_next(l, at))
		if ((long)at >= off)
			consider(p, &c, at - off);
}
