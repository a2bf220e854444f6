// SPDX-License-Identifier: GPL-2.0
#include "audit/line.h"

void marks_start(struct marks *m, uint32_t n)
{
	*m = (struct marks){ mem_alloc(n / 8 + 1), n };
}

void marks_release(struct marks *m)
{
	mem_free(m->bits);
	*m = (struct marks){ 0 };
}

void marks_add(struct marks *m, uint32_t pos)
{
	if (pos < m->n)
		m->bits[pos / 8] |= (uint8_t)(1 << pos % 8);
}

bool marks_has(const struct marks *m, uint32_t pos)
{
	return pos < m->n && m->bits[pos / 8] & 1 << pos % 8;
}

bool mainline_holds(const struct trees *t, uint32_t pos)
{
	struct history *in = trees_mainline(t);
	const struct branch *mainline = history_mainline(in);
	git_oid id;

	if (!mainline)
		return false;
	if (in != t->audited) {
		index_id(t->audited->ix, pos, &id);
		pos = index_find(in->ix, &id);
	}
	return pos != POS_NONE && branch_holds(mainline, in->ix, pos);
}

void line_start(struct line *l, const struct trees *t, uint32_t pos, const struct marks *met)
{
	*l = (struct line){ .t = t, .met = met };
	*array_push(&l->at) = (struct place){ pos, POS_NONE };
	l->whole = mainline_holds(t, pos) || (met && marks_has(met, pos));
}

void line_release(struct line *l)
{
	array_free(&l->at);
	array_free(&l->facts);
}

/* What an older commit is held by holds the line's end: the first such place behind @from. */
static void cut_at_mainline(struct line *l, size_t from)
{
	size_t until = l->at.n - 1;

	if (!mainline_holds(l->t, l->at.item[until].pos))
		return;
	l->whole = true;
	while (from < until) {
		size_t middle = from + (until - from) / 2;

		if (mainline_holds(l->t, l->at.item[middle].pos))
			until = middle;
		else
			from = middle + 1;
	}
	l->at.n = until + 1;
}

/* Goes on by one stride. */
static void extend(struct line *l)
{
	size_t from = l->at.n, until = from + LINE_STRIDE;

	while (l->at.n < until && !l->whole) {
		uint32_t pos = l->at.item[l->at.n - 1].pos;
		uint32_t parent = index_parent(l->t->audited->ix, pos, 0);

		if (parent >= pos) {
			l->whole = true;
			break;
		}
		*array_push(&l->at) = (struct place){ parent, POS_NONE };
		l->whole = l->met && marks_has(l->met, parent);
	}
	if (l->at.n > from)
		cut_at_mainline(l, from);
}

size_t line_next(struct line *l, size_t i, const struct marks *releases)
{
	do {
		if (i + 1 == l->at.n && !l->whole)
			extend(l);
		if (i + 1 == l->at.n)
			return i;
		i++;
	} while (i % LINE_STRIDE && !marks_has(releases, l->at.item[i].pos) &&
		 !(l->whole && i + 1 == l->at.n));
	return i;
}

struct error *line_facts(struct line *l, size_t i, const struct facts **facts)
{
	struct place *p = &l->at.item[i];
	struct error *err = NULL;
	struct commit c;

	if (p->facts == POS_NONE) {
		err = history_commit(l->t->audited, p->pos, &c);
		if (err)
			return err;
		*array_push(&l->facts) = (struct facts){ c.tree, c.committer.date };
		p->facts = (uint32_t)l->facts.n - 1;
	}
	*facts = &l->facts.item[p->facts];
	return NULL;
}
