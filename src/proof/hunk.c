// SPDX-License-Identifier: GPL-2.0
#include "proof/hunk.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "proof/place.h"

enum {
	MAX_HUNKS = 2000,
	MARGIN = 3,		/* of PLACE_SCORE: one side stands better than the other */
};

struct hunk {
	struct side before, after;
	unsigned like_before, like_after;	/* places that look so in the other's text */
	size_t partner;		/* the hunk that puts back what this one takes, or the reverse */
	bool anywhere;		/* it may be looked for under other heads */
	bool slight;
	bool tells;		/* else it's never found */
};

struct hunks {
	ARRAY(struct hunk) list;
	bool creates, deletes;
};

static void hunk_release(struct hunk *h)
{
	side_release(&h->before);
	side_release(&h->after);
}

/* ---- taking the change apart ---- */

struct images {
	struct hunks *to;
	struct lines before, after;
};

static size_t first_of(int start, int lines)
{
	return lines ? start - 1 : start;
}

static int add_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	struct images *i = data;
	const size_t old = first_of(hunk->old_start, hunk->old_lines);
	const size_t new = first_of(hunk->new_start, hunk->new_lines);
	struct hunk *h;

	(void)delta;
	if (i->to->list.n == MAX_HUNKS)
		return -1;
	h = array_push(&i->to->list);
	side_read(&h->before, &i->before, old, old + hunk->old_lines);
	side_read(&h->after, &i->after, new, new + hunk->new_lines);
	if (!h->before.n)
		side_pin(&h->before, &h->after);
	if (!h->after.n)
		side_pin(&h->after, &h->before);
	return 0;
}

static void drop_all(struct hunks *h)
{
	for (size_t i = 0; i < h->list.n; i++)
		hunk_release(&h->list.item[i]);
	array_free(&h->list);
}

static void compare(struct images *i, const struct str *before, const struct str *after)
{
	git_diff_options o;

	git_diff_options_init(&o, GIT_DIFF_OPTIONS_VERSION);
	o.flags = GIT_DIFF_FORCE_TEXT;
	o.context_lines = 0;
	o.interhunk_lines = 0;
	if (git_diff_buffers(before->buf, before->len, NULL, after->buf, after->len, NULL, &o,
			     NULL, NULL, add_hunk, NULL, i))
		drop_all(i->to);
}

/* ---- one hunk's answer ---- */

/* A side says nothing where what makes the other one stands elsewhere, added or left there. */
static bool is_doubtful(const struct hunk *h, enum hunk_state state, const struct lines *l)
{
	if (state == HUNK_BEFORE)
		return side_seen_more(&h->after, h->before.head, l) ||
		       side_seen_no_more(&h->before, l);
	if (state == HUNK_AFTER)
		return side_seen_more(&h->before, h->after.head, l) ||
		       side_seen_no_more(&h->after, l);
	return false;
}

static enum hunk_state choose_near(const struct places *before, const struct places *after)
{
	if (before->score >= after->score + MARGIN)
		return HUNK_BEFORE;
	return after->score >= before->score + MARGIN ? HUNK_AFTER : HUNK_BOTH;
}

static enum hunk_state choose(const struct hunk *h, const struct places *before,
			      const struct places *after)
{
	const bool is_before = before->near > h->like_before;
	const bool is_after = after->near > h->like_after;

	if (before->near && after->near)
		return choose_near(before, after);
	if (before->near || after->near)
		return is_before ? HUNK_BEFORE : is_after ? HUNK_AFTER : HUNK_NEITHER;
	if (before->far && after->far)
		return HUNK_BOTH;
	if (!h->anywhere || before->far + after->far != 1)
		return HUNK_NEITHER;
	return before->far ? HUNK_BEFORE : HUNK_AFTER;
}

static bool is_gone(const struct hunk *h, const struct lines *l)
{
	return h->before.head && h->after.head && !lines_has_head(l, h->before.head) &&
	       !lines_has_head(l, h->after.head);
}

static void say_where(struct hunk_answer *a, const struct side *s, uint32_t at,
		      const struct lines *l)
{
	const uint32_t line = at < l->list.n ? at : at - 1;
	const uint32_t under = l->list.item[!s->n && at ? at - 1 : line].under;

	a->line = l->list.item[line].number;
	if (under == LINE_NONE)
		return;
	a->function = l->heads.item[under].name;
	a->function_len = l->heads.item[under].len;
}

static void ask(struct hunk_answer *a, const struct hunk *h, const struct lines *l)
{
	struct places before, after;

	*a = (struct hunk_answer){ .function = "", .slight = h->slight };
	if (!h->tells)
		return;
	places_find(&before, &h->before, l);
	places_find(&after, &h->after, l);
	a->state = choose(h, &before, &after);
	if (is_doubtful(h, a->state, l))
		a->state = HUNK_NEITHER;
	a->gone = a->state == HUNK_NEITHER && is_gone(h, l);
	a->sure = a->state == HUNK_BEFORE ? h->before.n : a->state == HUNK_AFTER && h->after.n;
	if (a->state == HUNK_BEFORE)
		say_where(a, &h->before, before.at, l);
	if (a->state == HUNK_AFTER)
		say_where(a, &h->after, after.at, l);
}

/* ---- what each hunk may be asked ---- */

static bool tells(const struct hunks *all, const struct hunk *h, const struct images *i)
{
	struct hunk_answer before, after;

	ask(&before, h, &i->before);
	ask(&after, h, &i->after);
	return (all->creates || before.state == HUNK_BEFORE) &&
	       (all->deletes || after.state == HUNK_AFTER);
}

static void set_alike(struct hunk *h, const struct images *i)
{
	struct places before, after;

	places_find(&before, &h->before, &i->after);
	places_find(&after, &h->after, &i->before);
	h->like_before = before.near;
	h->like_after = after.near;
	h->anywhere = !before.far && !after.far;
}

static bool is_slight(const struct side *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->core[i].grade != GRADE_NOISE)
			return false;
	return true;
}

static void prepare(struct hunk *h, const struct images *i)
{
	side_compare(&h->before, &i->before, &i->after, h->after.head);
	side_compare(&h->after, &i->after, &i->before, h->before.head);
	set_alike(h, i);
	h->slight = is_slight(&h->before) && is_slight(&h->after);
	h->tells = true;
}

/* ---- lines that were moved ---- */

struct moved {
	uint64_t hash;
	size_t hunk;
	bool added;
};

static int compare_moved(const void *one, const void *two)
{
	const struct moved *a = one, *b = two;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->added != b->added)
		return a->added ? 1 : -1;
	return a->hunk < b->hunk ? -1 : a->hunk > b->hunk;
}

typedef ARRAY(struct moved) moved_array;

static void add_moved(moved_array *to, const struct side *s, size_t hunk, bool added)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->core[i].grade == GRADE_OWN)
			*array_push(to) = (struct moved){ s->core[i].hash, hunk, added };
}

static void pair_moved(struct hunks *all)
{
	moved_array m = { 0 };

	for (size_t i = 0; i < all->list.n; i++) {
		all->list.item[i].partner = i;
		add_moved(&m, &all->list.item[i].before, i, false);
		add_moved(&m, &all->list.item[i].after, i, true);
	}
	if (m.n)
		qsort(m.item, m.n, sizeof(*m.item), compare_moved);
	for (size_t i = 1; i < m.n; i++) {
		const struct moved *from = &m.item[i - 1], *to = &m.item[i];

		if (from->hash != to->hash || from->added || !to->added || from->hunk == to->hunk)
			continue;
		all->list.item[from->hunk].partner = to->hunk;
		all->list.item[to->hunk].partner = from->hunk;
	}
	array_free(&m);
}

/* Half of what was moved tells nothing. Whether there was such. */
static bool mute_halves(struct hunks *all)
{
	struct hunk *h = all->list.item;
	bool any = false;

	for (size_t k = 0; k < all->list.n; k++)
		if (h[k].tells && !h[h[k].partner].tells) {
			h[k].tells = false;
			any = true;
		}
	return any;
}

/* Those that can't be told stay, and leave something open. */
static void keep_what_tells(struct hunks *all, const struct images *i)
{
	struct hunk *h = all->list.item;
	bool any = false;

	for (size_t k = 0; k < all->list.n; k++)
		h[k].tells = tells(all, &h[k], i);
	while (mute_halves(all))
		;
	for (size_t k = 0; k < all->list.n; k++)
		any |= h[k].tells;
	if (!any)
		drop_all(all);
}

/* ---- the whole file ---- */

struct hunks *hunks_new(const char *before, size_t n, const char *after, size_t m)
{
	struct hunks *h = mem_alloc(sizeof(*h));
	struct images i = { .to = h };
	struct str old = STR_INIT, new = STR_INIT;

	h->creates = !n;
	h->deletes = !after || !m;
	if (lines_read(&i.before, before, n, &old) &&
	    lines_read(&i.after, after ? after : "", after ? m : 0, &new)) {
		compare(&i, &old, &new);
		for (size_t k = 0; k < h->list.n; k++)
			prepare(&h->list.item[k], &i);
		pair_moved(h);
		keep_what_tells(h, &i);
	}
	lines_release(&i.before);
	lines_release(&i.after);
	str_release(&old);
	str_release(&new);
	return h;
}

void hunks_free(struct hunks *h)
{
	if (!h)
		return;
	drop_all(h);
	mem_free(h);
}

size_t hunks_count(const struct hunks *h)
{
	return h->list.n;
}

/* Moved, but not from or not to where the fix does. */
static void doubt_moved(const struct hunks *h, struct hunk_answer *answers)
{
	for (size_t i = 0; i < h->list.n; i++) {
		struct hunk_answer *a = &answers[i], *b = &answers[h->list.item[i].partner];

		if (a->state == b->state)
			continue;
		*a = (struct hunk_answer){ .function = "", .slight = a->slight };
		*b = (struct hunk_answer){ .function = "", .slight = b->slight };
	}
}

/* Behind the last of the hunks that are in the same function as the one at @from. */
static size_t function_end(const struct hunks *h, size_t from)
{
	const struct hunk *list = h->list.item;
	size_t to = from + 1;

	while (to < h->list.n && list[to].before.head == list[from].before.head)
		to++;
	return to;
}

static void mark_mixed(const struct hunks *h, struct hunk_answer *answers)
{
	for (size_t from = 0, to; from < h->list.n; from = to) {
		bool mixed = false;

		to = function_end(h, from);
		for (size_t i = from; i < to; i++)
			mixed |= !answers[i].slight && answers[i].state != answers[from].state;
		for (size_t i = from; i < to; i++)
			answers[i].mixed = mixed;
	}
}

static void say_absent(struct hunk_answer *a, const struct hunks *h)
{
	a->state = h->creates ? HUNK_BEFORE : h->deletes ? HUNK_AFTER : HUNK_NEITHER;
	a->gone = a->state == HUNK_NEITHER;
	a->slight = !a->gone;
}

void hunks_find(const struct hunks *h, const char *text, size_t len, struct hunk_answer *answers)
{
	struct lines l;
	const bool read = lines_read(&l, text, len, NULL);

	for (size_t i = 0; i < h->list.n; i++) {
		answers[i] = (struct hunk_answer){ .function = "" };
		if (!len)
			say_absent(&answers[i], h);
		else if (read)
			ask(&answers[i], &h->list.item[i], &l);
	}
	doubt_moved(h, answers);
	mark_mixed(h, answers);
	lines_release(&l);
}
