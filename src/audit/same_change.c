// SPDX-License-Identifier: GPL-2.0
#include "audit/same_change.h"

#include <stdlib.h>
#include <string.h>

#include "audit/change.h"
#include "audit/kept.h"
#include "audit/line.h"
#include "base/term.h"

enum {
	DAY = 24 * 60 * 60,	/* clocks are off by as much */
	MAX_OLD = 8,		/* stops in a row that are older than the fix: all behind them is */
	MAX_LINES = 10000,	/* merged into a branch, where the file came from */
	KEEP_MS = 10000,	/* what was found is written once in so long */
};

struct same_change {
	const struct trees *t;
	struct marks releases;
	struct lookup *audited, *upstream;	/* upstream: NULL where there is none */
	ARRAY(struct line) lines;		/* by branch; empty: not begun */
	ARRAY(struct kept) kept;		/* the last one is of the fix at hand */
	long long kept_ms;

	struct change fix;			/* at hand */
	struct error *unreadable;		/* why it can't be compared; NULL */
	long long since;			/* nothing older can be it */
};

/* One branch. */
struct search {
	struct same_change *s;
	struct same_answer *to;
	struct line *line;			/* that is read: the branch's, then .side */
	struct line side;
	struct marks met;			/* empty until there is a merge to look into */
	ARRAY(uint32_t) sides;			/* merged commits, their lines still to be read */
	size_t seen_sides;
};

struct same_change *same_change_new(const struct trees *t)
{
	struct same_change *s = mem_alloc(sizeof(*s));
	const struct history *h = t->audited;

	s->t = t;
	s->kept_ms = clock_ms();
	s->audited = lookup_new(t->audited);
	s->upstream = t->upstream ? lookup_new(t->upstream) : NULL;
	marks_start(&s->releases, index_count(h->ix));
	for (size_t i = 0; i < h->releases.all.n; i++)
		marks_add(&s->releases, h->releases.all.item[i].pos);
	for (size_t i = 0; i < h->branches.all.n; i++)
		array_push(&s->lines);
	return s;
}

static void keep(struct same_change *s)
{
	kept_write(s->kept.item, s->kept.n, s->t);
	for (size_t i = 0; i < s->kept.n; i++)
		kept_release(&s->kept.item[i]);
	s->kept.n = 0;
	s->kept_ms = clock_ms();
}

static void forget_fix(struct same_change *s)
{
	change_release(&s->fix);
	error_free(s->unreadable);
	s->unreadable = NULL;
}

void same_change_free(struct same_change *s)
{
	if (!s)
		return;
	keep(s);
	forget_fix(s);
	for (size_t i = 0; i < s->lines.n; i++)
		line_release(&s->lines.item[i]);
	array_free(&s->lines);
	array_free(&s->kept);
	lookup_free(s->audited);
	lookup_free(s->upstream);
	marks_release(&s->releases);
	mem_free(s);
}

void same_answer_release(struct same_answer *a)
{
	array_free(&a->found);
	mem_free(a->why);
	*a = (struct same_answer){ 0 };
}

/* ---- the fix at hand ---- */

static struct kept *kept_now(struct same_change *s)
{
	return &s->kept.item[s->kept.n - 1];
}

static void take_up(struct same_change *s, const struct origin *fix)
{
	if (s->kept.n && git_oid_equal(&kept_now(s)->fix, &fix->id))
		return;
	if (s->kept.n && clock_ms() - s->kept_ms > KEEP_MS)
		keep(s);
	forget_fix(s);
	kept_read(array_push(&s->kept), s->t, &fix->id);
	s->since = (fix->date < fix->author_date ? fix->date : fix->author_date) - DAY;
}

/* The fix is read when a branch is first searched for it: often all of them are known. */
static void read_fix(struct same_change *s, const struct origin *fix)
{
	if (!s->fix.h)
		s->unreadable = change_read(&s->fix, fix->in, fix->in_pos);
}

/* ---- a branch ---- */

static struct error *add_sides(struct search *in, uint32_t merge)
{
	struct index *ix = in->s->t->audited->ix;
	uint32_t parent;

	for (unsigned i = 1; (parent = index_parent(ix, merge, i)) < merge; i++) {
		if (mainline_holds(in->s->t, parent))
			continue;
		*array_push(&in->sides) = parent;
		if (++in->seen_sides > MAX_LINES)
			return error_new("its history has too many merges");
	}
	return NULL;
}

/* The files are others at place @i than at the one behind it: by its own change or a merged one. */
static struct error *look_at(struct search *in, size_t i, const struct facts *now,
			     const struct facts *before)
{
	struct same_change *s = in->s;
	uint32_t pos = in->line->at.item[i].pos;
	struct error *err;
	bool is;

	if (index_parent(s->t->audited->ix, pos, 1) != POS_NONE)
		return add_sides(in, pos);
	err = change_is(&s->fix, s->fix.h == s->t->audited ? s->audited : s->upstream,
			s->t->audited, s->audited, &before->tree, &now->tree, &is);
	if (!err && is)
		*array_push(&in->to->found) = pos;
	return err;
}

/* From place @from to the older one at @until. */
static struct error *search_between(struct search *in, size_t from, size_t until)
{
	const struct facts *at;
	struct facts now, before;
	struct error *err = line_facts(in->line, from, &at);
	size_t middle = from + (until - from) / 2;
	bool may;

	if (err)
		return err;
	now = *at;
	err = line_facts(in->line, until, &at);
	if (err)
		return err;
	before = *at;
	err = change_may_lie(&in->s->fix, in->s->audited, &before.tree, &now.tree, &may);
	if (err || !may)
		return err;
	if (until == from + 1)
		return look_at(in, from, &now, &before);
	err = search_between(in, from, middle);
	return err ? err : search_between(in, middle, until);
}

/* The first place behind @from, no further than @until, whose commit is a tip that was searched. */
static size_t find_known(const struct search *in, size_t from, size_t until)
{
	const struct place *at = in->line->at.item;
	const struct kept *k = kept_now(in->s);
	size_t found = until + 1;

	for (size_t i = 0; i < k->list.n; i++) {
		uint32_t tip = k->list.item[i].tip;

		if (tip > at[from].pos || tip < at[until].pos)
			continue;
		for (size_t p = from; p <= until && p < found; p++)
			if (at[p].pos == tip)
				found = p;
	}
	return found;
}

static void take_known(struct search *in, uint32_t tip)
{
	const struct kept *k = kept_now(in->s);

	for (size_t i = 0; i < k->list.n; i++)
		if (k->list.item[i].tip == tip && k->list.item[i].pos != POS_NONE)
			*array_push(&in->to->found) = k->list.item[i].pos;
}

/* Goes down the line until its end, a tip that is known, or what is older than the fix. */
static struct error *search_line(struct search *in)
{
	size_t from = 0, until, known;
	struct error *err = NULL;
	unsigned old = 0;

	while (!err && (until = line_next(in->line, from, &in->s->releases)) != from) {
		const struct facts *now;

		err = line_facts(in->line, from, &now);
		if (err)
			break;
		old = now->date < in->s->since ? old + 1 : 0;
		if (old == MAX_OLD)
			break;
		known = find_known(in, from, until);
		if (known <= until)
			until = known;
		if (!old && until > from)
			err = search_between(in, from, until);
		if (known == until) {
			take_known(in, in->line->at.item[until].pos);
			break;
		}
		from = until;
	}
	return err;
}

static void mark_met(struct search *in)
{
	for (size_t i = 0; i < in->line->at.n; i++)
		marks_add(&in->met, in->line->at.item[i].pos);
}

static struct error *search_sides(struct search *in)
{
	struct error *err = NULL;

	if (in->sides.n) {
		marks_start(&in->met, index_count(in->s->t->audited->ix));
		mark_met(in);
	}
	while (!err && in->sides.n) {
		in->line = &in->side;
		line_start(in->line, in->s->t, in->sides.item[--in->sides.n], &in->met);
		err = search_line(in);
		mark_met(in);
		line_release(in->line);
	}
	marks_release(&in->met);
	array_free(&in->sides);
	return err;
}

static struct line *line_of(struct same_change *s, const struct branch *b)
{
	struct line *line = &s->lines.item[b - s->t->audited->branches.all.item];

	if (!line->at.n)
		line_start(line, s->t, b->tip, NULL);
	return line;
}

/* In order, each once. */
static void sort_found(struct same_answer *a)
{
	size_t n = 0;

	if (!a->found.n)
		return;
	qsort(a->found.item, a->found.n, sizeof(*a->found.item), positions_compare);
	for (size_t i = 0; i < a->found.n; i++)
		if (!n || a->found.item[n - 1] != a->found.item[i])
			a->found.item[n++] = a->found.item[i];
	a->found.n = n;
}

static struct error *search_branch(struct same_change *s, const struct branch *b,
				   struct same_answer *to)
{
	struct search in = { .s = s, .to = to, .line = line_of(s, b) };
	struct error *err = search_line(&in);

	if (!err)
		err = search_sides(&in);
	array_free(&in.sides);
	sort_found(to);
	return err;
}

static void unseen(struct same_answer *to, const struct error *err)
{
	to->result = SAME_UNSEEN;
	to->why = mem_strdup(error_text(err));
	to->found.n = 0;
}

static void keep_answer(struct kept *k, const struct branch *b, const struct same_answer *a)
{
	for (size_t i = 0; i < a->found.n; i++)
		kept_add(k, b->tip, a->found.item[i]);
	if (!a->found.n)
		kept_add(k, b->tip, POS_NONE);
}

static void search_anew(struct same_change *s, const struct branch *b, struct same_answer *to)
{
	struct error *err = search_branch(s, b, to);

	if (err) {
		unseen(to, err);
		error_free(err);
		return;
	}
	keep_answer(kept_now(s), b, to);
	to->result = to->found.n ? SAME_FOUND : SAME_NONE;
}

static void answer_known(struct same_change *s, const struct branch *b, struct same_answer *to)
{
	const struct kept *k = kept_now(s);

	for (size_t i = 0; i < k->list.n; i++) {
		const struct kept_answer *a = &k->list.item[i];

		if (a->tip == b->tip && a->pos != POS_NONE &&
		    branch_holds(b, s->t->audited->ix, a->pos))
			*array_push(&to->found) = a->pos;
	}
	to->result = to->found.n ? SAME_FOUND : SAME_NONE;
}

void same_change_find(struct same_change *s, const struct origin *fix, const struct branch *b,
		      struct same_answer *to)
{
	*to = (struct same_answer){ .result = SAME_UNASKED };
	if (!fix->in || (b->kind == BRANCH_MAINLINE && !s->t->upstream))
		return;
	take_up(s, fix);
	if (kept_knows(kept_now(s), b->tip)) {
		answer_known(s, b, to);
		return;
	}
	read_fix(s, fix);
	if (s->unreadable)
		unseen(to, s->unreadable);
	else if (s->fix.keys.n)
		search_anew(s, b, to);
}
