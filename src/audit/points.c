// SPDX-License-Identifier: GPL-2.0
#include "audit/points.h"

#include "base/str.h"

const char *point_name(const struct settling *s, size_t point)
{
	return point < s->b->releases.n ? s->b->releases.item[point]->name : "the tip";
}

/* The last point before @from in one of the states; NOWHERE when there is none. */
size_t points_last(const struct points *p, size_t from, unsigned states)
{
	while (from--)
		if (state_in(p->state[from], states))
			return from;
	return NOWHERE;
}

size_t points_first(const struct points *p, size_t from, unsigned states)
{
	for (; from < p->n; from++)
		if (state_in(p->state[from], states))
			return from;
	return NOWHERE;
}

/* ---- releases that carry it ---- */

/*
 * Code may be as after the fix because the bug had not come yet: it counts where history
 * claims it or can't tell (it begins with an import), or where the bug was there before.
 */
static bool point_is_mended(const struct settling *s, const struct points *p, size_t point)
{
	return p->state[point] == CODE_FIXED &&
	       (s->claimed[point] || s->to->claim == VERDICT_UNKNOWN ||
		points_last(p, point, BROKEN) != NOWHERE);
}

static bool point_is_carried(const struct settling *s, const struct points *p, size_t point)
{
	if (p->state[point] == CODE_FIXED)
		return point_is_mended(s, p, point);
	if (state_in(p->state[point], BROKEN))
		return false;
	/* What a rule finds no more is gone, whatever took it away. */
	if (p->by_rule && p->state[point] == CODE_CLEAN &&
	    points_last(p, point, BROKEN | MENDED) != NOWHERE)
		return true;
	return s->claimed[point];
}

/* The last point before the tip that had it; NOWHERE: none. */
size_t points_last_mended(const struct settling *s, const struct points *p)
{
	for (size_t i = p->tip; i--;)
		if (point_is_mended(s, p, i))
			return i;
	return NOWHERE;
}

bool points_agree(const struct settling *s, const struct points *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (point_is_carried(s, p, i) != s->claimed[i])
			return false;
	return true;
}

void intervals_forget(struct branch_verdict *to)
{
	for (size_t i = 0; i < to->intervals.n; i++) {
		mem_free(to->intervals.item[i].from);
		mem_free(to->intervals.item[i].until);
	}
	to->intervals.n = 0;
	mem_free(to->first_release);
	to->first_release = NULL;
}

static char *release_name(const struct settling *s, size_t point)
{
	return point < s->b->releases.n ? mem_strdup(s->b->releases.item[point]->name) : NULL;
}

/* From the code, where that says otherwise than history. */
void points_set_intervals(const struct settling *s, const struct points *p)
{
	struct branch_verdict *to = s->to;
	struct interval *open = NULL;

	if (points_agree(s, p))
		return;
	intervals_forget(to);
	for (size_t i = 0; i < p->n; i++) {
		bool carried = point_is_carried(s, p, i);

		if (carried && !open) {
			open = array_push(&to->intervals);
			open->from = release_name(s, i);
		} else if (!carried && open) {
			open->until = release_name(s, i);
			if (!open->until)
				open->until = mem_strdup("(unreleased)");
			open = NULL;
		}
	}
	if (to->intervals.n)
		to->first_release = mem_strdup(to->intervals.item[0].from);
}

struct error *points_read(const struct settling *s, struct points *p)
{
	size_t n = s->b->releases.n;
	struct error *err;

	*p = (struct points){ .n = n + 1, .tip = n };
	p->pos = mem_alloc(p->n * sizeof(*p->pos));
	p->state = mem_alloc(p->n * sizeof(*p->state));
	p->by_rule = str_starts(prover_by(s->prover, NULL), "rule ");
	for (size_t i = 0; i < n; i++)
		p->pos[i] = s->b->releases.item[i]->pos;
	p->pos[n] = s->b->tip;
	if (n && p->pos[n - 1] == s->b->tip) {
		p->n--;
		p->tip--;
	}
	err = prover_ask(s->prover, p->pos, p->n, s->b->tip);
	for (size_t i = 0; i < p->n && !err; i++)
		p->state[i] = prover_code(s->prover, p->pos[i])->state;
	return err;
}

void points_release(struct points *p)
{
	mem_free(p->pos);
	mem_free(p->state);
}
