// SPDX-License-Identifier: GPL-2.0
#include "audit/boundary.h"

#include <time.h>

/* Whether the history of mainline begins there too, as far as can be told. */
static bool is_mainlines(const struct trees *t, const struct end *end)
{
	struct history *h = t->audited;
	const struct branch *mainline = history_mainline(h);
	git_oid id;

	if (!t->upstream)
		return mainline && branch_holds(mainline, h->ix, end->pos);
	index_id(h->ix, end->pos, &id);
	return index_find(t->upstream->ix, &id) != POS_NONE;
}

/*
 * A root that mainline has too is where its history begins. A merge of another
 * project's roots into a branch hides nothing of the kernel's either: a branch that
 * holds one of mainline's roots is whole.
 */
static bool shares_mainline(const struct trees *t, const struct branch *b)
{
	size_t n;
	const struct end *end = index_ends(t->audited->ix, &n);

	for (size_t i = 0; i < n; i++)
		if (branch_holds(b, t->audited->ix, end[i].pos) && is_mainlines(t, &end[i]))
			return true;
	return false;
}

struct error *boundary_find(struct boundary *to, const struct trees *t, const struct branch *b)
{
	struct history *h = t->audited;
	bool whole = shares_mainline(t, b);
	struct error *err = NULL;
	struct commit c;
	size_t n;
	const struct end *end = index_ends(h->ix, &n);

	*to = (struct boundary){ .pos = POS_NONE };
	for (size_t i = 0; !err && i < n; i++) {
		if ((whole && !end[i].shallow) || !branch_holds(b, h->ix, end[i].pos))
			continue;
		err = history_commit(h, end[i].pos, &c);
		if (!err && (to->pos == POS_NONE || c.committer.date > to->date))
			*to = (struct boundary){ end[i].pos, c.committer.date, end[i].shallow };
	}
	return err;
}

struct error *boundaries_find(struct boundaries *to, const struct trees *t)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < t->audited->branches.all.n; i++)
		err = boundary_find(array_push(&to->of), t, &t->audited->branches.all.item[i]);
	return err;
}

void boundaries_release(struct boundaries *b)
{
	array_free(&b->of);
}

bool boundary_hides(const struct boundary *b, long long date)
{
	return b->pos != POS_NONE && (!date || date <= b->date);
}

char *date_text(long long date)
{
	time_t seconds = (time_t)date;
	struct tm tm;

	if (!gmtime_r(&seconds, &tm))
		return mem_strdup("?");
	return mem_printf("%04ld-%02d-%02d", tm.tm_year + 1900L, tm.tm_mon + 1, tm.tm_mday);
}
