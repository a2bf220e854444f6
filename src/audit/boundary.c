// SPDX-License-Identifier: GPL-2.0
#include "audit/boundary.h"

#include <time.h>

/*
 * A root that mainline has too is where its history begins. A merge of another
 * project's roots into a branch hides nothing of the kernel's either: a branch that
 * holds one of mainline's roots is whole.
 */
static bool shares_mainline(struct history *h, const struct branch *b, const struct branch *mainline)
{
	size_t n;
	const struct end *end = index_ends(h->ix, &n);

	for (size_t i = 0; mainline && i < n; i++)
		if (branch_holds(mainline, h->ix, end[i].pos) && branch_holds(b, h->ix, end[i].pos))
			return true;
	return false;
}

static struct error *find_boundary(struct boundary *to, struct history *h, const struct branch *b)
{
	const struct branch *mainline = history_mainline(h);
	bool whole = b == mainline || shares_mainline(h, b, mainline);
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

struct error *boundaries_find(struct boundaries *to, struct history *h)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < h->branches.all.n; i++)
		err = find_boundary(array_push(&to->of), h, &h->branches.all.item[i]);
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
