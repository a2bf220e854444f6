// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/apply.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "history/mime.h"
#include "history/text.h"

enum { MOST_COMPARED = 64, MOST_QUOTED = 60 };

#define MAX_WORK (UINT64_C(1) << 31)
#define BASE UINT64_C(0x9e3779b97f4a7c15)

struct row {			/* a line; its newline belongs to it where it has one */
	const char *at;
	size_t len;
	uint64_t hash;
};

struct rows {
	ARRAY(struct row) list;
	uint64_t *sum, *power;	/* of the hashes before each; of BASE */
};

static uint64_t hash_of(const char *at, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ len;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)at[i]) * UINT64_C(0x100000001b3);
	return h ^ h >> 29;
}

static void add_row(struct rows *r, const char *at, size_t len)
{
	*array_push(&r->list) = (struct row){ at, len, hash_of(at, len) };
}

static void rows_release(struct rows *r)
{
	array_free(&r->list);
	mem_free(r->sum);
	mem_free(r->power);
}

static void sum_up(struct rows *r)
{
	size_t n = r->list.n;

	r->sum = mem_alloc((n + 1) * sizeof(*r->sum));
	r->power = mem_alloc((n + 1) * sizeof(*r->power));
	r->power[0] = 1;
	for (size_t i = 0; i < n; i++) {
		r->sum[i + 1] = r->sum[i] * BASE + r->list.item[i].hash;
		r->power[i + 1] = r->power[i] * BASE;
	}
}

static void read_rows(struct rows *r, const char *text, size_t len)
{
	const char *at = text, *end = text + len;

	while (at < end) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		const char *next = nl ? nl + 1 : end;

		add_row(r, at, (size_t)(next - at));
		at = next;
	}
	sum_up(r);
}

/* ---- a hunk's two sides ---- */

struct sides {
	struct rows old, new;
	size_t trailing;	/* lines of context at its end */
};

/* "\ No newline at end of file": of the line before. */
static void cut_newline(struct rows *r, char sign, char side)
{
	struct row *row = r->list.n ? &r->list.item[r->list.n - 1] : NULL;

	if (!row || (sign != ' ' && sign != side) || !row->len || row->at[row->len - 1] != '\n')
		return;
	row->len--;
	row->hash = hash_of(row->at, row->len);
}

/* An empty line is one of context whose blank was lost: its newline is all of it. */
static void add_line(struct sides *s, char sign, struct span line)
{
	const char *at = line.at < line.end ? line.at + 1 : line.at;
	size_t len = (size_t)(line.end - at) + 1;

	if (sign != '+')
		add_row(&s->old, at, len);
	if (sign != '-')
		add_row(&s->new, at, len);
	s->trailing = sign == ' ' ? s->trailing + 1 : 0;
}

static void read_sides(struct sides *s, const struct diff_hunk *h, const char *diff)
{
	struct span rest = { diff + h->at, diff + h->end };
	char sign = ' ';

	*s = (struct sides){ 0 };
	while (rest.at < rest.end) {
		struct span line = span_line(&rest);

		if (line.at < line.end && *line.at == '\\') {
			cut_newline(&s->old, sign, '-');
			cut_newline(&s->new, sign, '+');
			continue;
		}
		sign = line.at < line.end ? *line.at : ' ';
		add_line(s, sign, line);
	}
	sum_up(&s->old);
	sum_up(&s->new);
}

static void sides_release(struct sides *s)
{
	rows_release(&s->old);
	rows_release(&s->new);
}

/* ---- places ---- */

struct applying {
	const struct diff_file *f;
	const char *diff;
	struct rows rows;	/* of the text */
	size_t done;		/* so many lines of it are written */
	long long shift;	/* lines that the hunks so far have added */
	uint64_t work;
	struct str *to;
};

static bool is_at(const struct rows *text, const struct rows *side, size_t at)
{
	size_t n = side->list.n;

	if (at + n > text->list.n ||
	    text->sum[at + n] - text->sum[at] * text->power[n] != side->sum[n])
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct row *a = &text->list.item[at + i], *b = &side->list.item[i];

		if (a->len != b->len || memcmp(a->at, b->at, a->len))
			return false;
	}
	return true;
}

/* The place of @side nearest to @near, from line @from on; NOWHERE. */
static size_t find(struct applying *a, const struct rows *side, size_t from, size_t near)
{
	size_t last = a->rows.list.n - (side->list.n < a->rows.list.n ? side->list.n :
								      a->rows.list.n);

	if (near > last)
		near = last;
	if (near < from)
		near = from;
	for (size_t d = 0; d <= near - from || near + d <= last; d++) {
		a->work++;
		if (near + d <= last && is_at(&a->rows, side, near + d))
			return near + d;
		if (d && d <= near - from && is_at(&a->rows, side, near - d))
			return near - d;
	}
	return NOWHERE;
}

static size_t find_place(struct applying *a, const struct diff_hunk *h, const struct sides *s)
{
	long long near = (long long)h->new_line - 1 - a->shift;
	size_t n = s->old.list.n, all = a->rows.list.n, at;

	if (n > all)
		return NOWHERE;
	if (h->old_line <= 1) {		/* it begins the file */
		at = !a->done && is_at(&a->rows, &s->old, 0) ? 0 : NOWHERE;
		return at == 0 && !s->trailing && n != all ? NOWHERE : at;
	}
	if (!s->trailing) {		/* it ends it */
		at = all - n;
		return at >= a->done && is_at(&a->rows, &s->old, at) ? at : NOWHERE;
	}
	return find(a, &s->old, a->done, near > 0 ? (size_t)near : 0);
}

/* ---- why not ---- */

struct nearest {
	long long at;		/* from 0; below: it begins before the file */
	size_t same;		/* how many lines are */
};

static bool is_same(const struct rows *text, const struct rows *side, long long at, size_t i)
{
	at += (long long)i;
	return at >= 0 && at < (long long)text->list.n &&
	       text->list.item[at].hash == side->list.item[i].hash;
}

static size_t count_same(const struct rows *text, const struct rows *side, long long at)
{
	size_t n = side->list.n < MOST_COMPARED ? side->list.n : MOST_COMPARED, same = 0;

	for (size_t i = 0; i < n; i++)
		same += side->list.item[i].len > 1 && is_same(text, side, at, i);
	return same;
}

/* The place where most of its lines stand; of such the nearest to @near. */
static struct nearest find_nearest(const struct rows *text, const struct rows *side,
				   long long near)
{
	long long n = side->list.n < MOST_COMPARED ? (long long)side->list.n : MOST_COMPARED;
	struct nearest best = { 0 };

	for (long long at = 1 - n; at < (long long)text->list.n; at++) {
		size_t same = count_same(text, side, at);

		if (same > best.same ||
		    (same && same == best.same && llabs(at - near) < llabs(best.at - near)))
			best = (struct nearest){ at, same };
	}
	return best;
}

static char *quote(const struct rows *r, size_t i)
{
	struct span s;

	if (i >= r->list.n)
		return mem_strdup("nothing more");
	s = span_trim((struct span){ r->list.item[i].at,
				     r->list.item[i].at + r->list.item[i].len });
	if (s.at == s.end)
		return mem_strdup("an empty line");
	return mem_printf("'%.*s'", (int)(s.end - s.at < MOST_QUOTED ? s.end - s.at :
								     MOST_QUOTED), s.at);
}

static char *describe_difference(const struct applying *a, const struct rows *old, size_t at)
{
	char *has, *wants, *text;
	size_t i = 0;

	while (i < old->list.n && is_same(&a->rows, old, (long long)at, i))
		i++;
	if (i == old->list.n)
		return mem_printf("line %zu is like it, but the hunk belongs elsewhere", at + 1);
	has = quote(&a->rows, at + i);
	wants = quote(old, i);
	text = mem_printf("nearest is line %zu, where line %zu has %s and the patch %s", at + 1,
			  at + i + 1, has, wants);
	mem_free(has);
	mem_free(wants);
	return text;
}

static char *describe_nearest(const struct applying *a, const struct diff_hunk *h,
			      const struct rows *old)
{
	struct nearest n = find_nearest(&a->rows, old, (long long)h->old_line - 1);
	char *wants, *text;

	if (!n.same)
		return mem_strdup("nothing like it is in the file");
	if (n.at >= 0)
		return describe_difference(a, old, (size_t)n.at);
	wants = quote(old, (size_t)(-n.at - 1));
	text = mem_printf("nearest is line 1, before which the patch has %s", wants);
	mem_free(wants);
	return text;
}

/* " in device_unbind_cleanup()", from what stands behind the hunk's @@. */
static char *heading(const struct diff_hunk *h, const char *diff)
{
	const char *end = diff + h->at, *at = end - 1, *open;

	while (at > diff && at[-1] != '\n')
		at--;
	at = memmem(at + 2, (size_t)(end - at - 2), "@@", 2);
	open = at ? memchr(at, '(', (size_t)(end - at)) : NULL;
	for (at = open; at && in_word(at[-1]);)
		at--;
	return at == open ? mem_strdup("") : mem_printf(" in %.*s()", (int)(open - at), at);
}

static struct error *does_not_apply(struct applying *a, const struct diff_hunk *h,
				    const struct sides *s)
{
	size_t number = (size_t)(h - a->f->hunks.item) + 1, there = NOWHERE;
	char *why, *in = heading(h, a->diff);
	struct error *err;

	if (s->new.list.n)
		there = find(a, &s->new, 0, h->new_line ? h->new_line - 1 : 0);
	why = there != NOWHERE ? mem_printf("what it makes is there already, at line %zu",
					    there + 1) : describe_nearest(a, h, &s->old);
	err = error_new("%s: hunk %zu of %zu (line %u%s) does not apply: %s",
			a->f->old_path ? a->f->old_path : a->f->new_path, number,
			a->f->hunks.n, h->old_line, in, why);
	mem_free(why);
	mem_free(in);
	return err;
}

/* ---- applied ---- */

static void put_rows(struct applying *a, const struct rows *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		str_addn(a->to, r->list.item[i].at, r->list.item[i].len);
}

static struct error *apply_hunk(struct applying *a, const struct diff_hunk *h)
{
	struct error *err = NULL;
	struct sides s;
	size_t at;

	read_sides(&s, h, a->diff);
	at = find_place(a, h, &s);
	if (a->work > MAX_WORK) {
		err = error_new("%s: its hunks stand too far from where they say",
				a->f->old_path ? a->f->old_path : a->f->new_path);
	} else if (at == NOWHERE) {
		err = does_not_apply(a, h, &s);
	} else {
		put_rows(a, &a->rows, a->done, at);
		put_rows(a, &s.new, 0, s.new.list.n);
		a->done = at + s.old.list.n;
		a->shift += (long long)s.new.list.n - (long long)s.old.list.n;
	}
	sides_release(&s);
	return err;
}

static struct error *check_ends(const struct diff_file *f, const char *text, size_t made)
{
	if (!f->old_path && text)
		return error_new("%s: is there already", f->new_path);
	if (f->old_path && !text)
		return error_new("%s: is not there", f->old_path);
	if (!f->new_path && made)
		return error_new("%s: is to be removed, but more is in it than the patch takes "
				 "out", f->old_path);
	return NULL;
}

struct error *apply_file(const struct diff_file *f, const char *diff, const char *text,
			 size_t len, struct str *to)
{
	struct applying a = { .f = f, .diff = diff, .to = to };
	struct error *err = check_ends(f, text, 0);

	if (err)
		return err;
	read_rows(&a.rows, text ? text : "", text ? len : 0);
	for (size_t i = 0; !err && i < f->hunks.n; i++)
		err = apply_hunk(&a, &f->hunks.item[i]);
	if (!err)
		put_rows(&a, &a.rows, a.done, a.rows.list.n);
	if (!err && f->hunks.n)
		err = check_ends(f, text, to->len);
	if (err)
		str_clear(to);
	rows_release(&a.rows);
	return err;
}
