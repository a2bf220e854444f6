// SPDX-License-Identifier: GPL-2.0
#include "proof/hunk.h"

struct tally {
	size_t n, told, gone;
	size_t whole, whole_sure;	/* before, as is their whole function */
	size_t sure[HUNK_BOTH + 1], all[HUNK_BOTH + 1];		/* of each state */
};

static struct tally count(const struct hunk_answer *answers, size_t n, bool slight)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct hunk_answer *a = &answers[i];

		if (a->slight && !slight)
			continue;
		t.n++;
		t.told += a->state == HUNK_BEFORE || a->state == HUNK_AFTER;
		t.gone += a->gone;
		t.whole += a->state == HUNK_BEFORE && !a->mixed;
		t.whole_sure += a->state == HUNK_BEFORE && !a->mixed && a->sure;
		t.all[a->state]++;
		t.sure[a->state] += a->sure;
	}
	return t;
}

static bool is_part(const struct tally *t)
{
	return t->sure[HUNK_AFTER] && (t->whole_sure || (t->whole && t->told == t->n));
}

static bool is_before(const struct tally *t)
{
	const size_t open = t->n - t->told - t->gone, sure = t->sure[HUNK_BEFORE];

	return t->all[HUNK_BEFORE] && sure >= open;
}

static bool is_after(const struct tally *t)
{
	const size_t untold = t->n - t->told, sure = t->sure[HUNK_AFTER];

	return t->all[HUNK_AFTER] && (sure > 2 * untold || !untold);
}

enum hunks_state hunks_weigh(const struct hunk_answer *answers, size_t n)
{
	struct tally t = count(answers, n, false);

	if (!n)
		return HUNKS_NONE;
	if (!t.n)
		t = count(answers, n, true);
	if (t.all[HUNK_BEFORE] && t.all[HUNK_AFTER])
		return is_part(&t) ? HUNKS_PART : HUNKS_UNCLEAR;
	if (is_before(&t))
		return HUNKS_BEFORE;
	return is_after(&t) ? HUNKS_AFTER : HUNKS_UNCLEAR;
}
