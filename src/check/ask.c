// SPDX-License-Identifier: GPL-2.0
#include "check/ask.h"

#include <string.h>

#include "check/filter.h"
#include "check/flow.h"

static struct filter *filter_of(const struct words *w)
{
	return w->list.n ? filter_new(w->list.item, w->list.n) : NULL;
}

static bool has_stray_bracket(const struct function *f)
{
	const struct tokens *t = &f->unit->tokens;

	for (size_t i = f->first; i < f->last; i++)
		if ((token_is(t, i, '(') || token_is(t, i, ')') || token_is(t, i, '[') ||
		     token_is(t, i, ']')) && !t->list.item[i].match)
			return true;
	return false;
}

static bool is_broken(struct unit *u)
{
	bool broken = u->broken;

	for (size_t i = 0; i < u->functions.n && !broken; i++)
		broken = has_stray_bracket(&u->functions.item[i]) ||
			 flow_of(&u->functions.item[i])->broken;
	return broken;
}

static void add(struct asks *to, struct reading *r, const struct rule *rule, size_t i)
{
	struct ask *a = array_push(&to->list);

	a->rule = rule;
	a->source = i;
	a->broken = is_broken(r->unit[i]);
	judge_known(&r->program, r->unit[i], rule, &a->known);
}

void asks_add(struct asks *to, struct reading *r, const struct rule *rule)
{
	struct words torn = { 0 }, released = { 0 };
	struct filter *one, *two;

	if (!rule->patterns.n)
		return;
	reading_teardown_words(rule, true, &torn);
	reading_release_words(rule, &released);
	one = filter_of(&torn);
	two = filter_of(&released);
	for (size_t i = 0; i < r->sources->all.n; i++) {
		struct unit *u = r->unit[i];

		if (!u || !u->asked || !r->candidate[i] ||
		    (one && !filter_match(one, u->text, u->len)))
			continue;
		if (judge_suits(&r->program, rule, u, two && filter_match(two, u->text, u->len)))
			add(to, r, rule, i);
	}
	filter_free(one);
	filter_free(two);
	array_free(&torn.list);
	array_free(&released.list);
}

void asks_release(struct asks *a)
{
	for (size_t i = 0; i < a->list.n; i++)
		array_free(&a->list.item[i].known.list);
	array_free(&a->list);
}

static bool lines_have(const struct lines *l, unsigned line)
{
	for (size_t i = 0; i < l->list.n; i++)
		if (l->list.item[i] == line)
			return true;
	return false;
}

static bool is_line_of(const struct finding *f, const struct rule *rule, const char *path,
		       unsigned line)
{
	if (f->rule != rule || strcmp(f->path, path))
		return false;
	if (f->line == line)
		return true;
	for (size_t i = 0; i < f->related.n; i++)
		if (f->related.item[i].kind == PLACE_TEARDOWN && f->related.item[i].line == line &&
		    !strcmp(f->related.item[i].path, path))
			return true;
	return false;
}

static bool is_told(const struct report *r, const struct rule *rule, const char *path,
		    unsigned line)
{
	for (size_t i = 0; i < r->findings.n; i++)
		if (is_line_of(&r->findings.item[i], rule, path, line))
			return true;
	return false;
}

static void add_hit(const struct ask *a, const struct spatch_hit *h, const struct unit *u,
		    struct report *to)
{
	const struct function *fn = unit_function_at(u, h->line);
	struct finding *f;

	if (is_told(to, a->rule, u->path, h->line) || lines_have(&a->known, h->line))
		return;
	f = array_push(&to->findings);
	f->rule = a->rule;
	f->confidence = a->rule->confidence;
	f->path = mem_strdup(u->path);
	f->line = h->line;
	f->column = h->column;
	f->function = mem_strdup(fn ? fn->name : "");
	f->message = mem_strdup(h->message);
}

static void note_failure(struct coverage *cov, const struct spatch_file *f)
{
	struct unseen *u;

	for (size_t i = 0; i < cov->unseen.n; i++)
		if (!strcmp(cov->unseen.item[i].path, f->path))
			return;
	u = array_push(&cov->unseen);
	u->path = mem_strdup(f->path);
	u->why = mem_strdup(f->failed);
	u->timeout = f->timeout;
}

static void note_unparsed(struct coverage *cov, const struct spatch_file *f,
			  const struct unit *u)
{
	for (size_t i = 0; i < f->bad_lines.n; i++) {
		const struct function *fn = unit_function_at(u, f->bad_lines.item[i]);
		struct unparsed *bad;
		bool known = false;

		for (size_t k = 0; k < cov->unparsed.n; k++) {
			const struct unparsed *old = &cov->unparsed.item[k];

			known |= old->line == (fn ? fn->line : f->bad_lines.item[i]) &&
				 !strcmp(old->path, f->path);
		}
		if (known)
			continue;
		bad = array_push(&cov->unparsed);
		bad->path = mem_strdup(f->path);
		bad->line = fn ? fn->line : f->bad_lines.item[i];
		bad->function = mem_strdup(fn ? fn->name : "");
	}
}

void ask_take(const struct ask *a, const struct spatch_file *f, const struct unit *u,
	      struct report *to)
{
	if (f->failed)
		note_failure(&to->coverage, f);
	else
		note_unparsed(&to->coverage, f, u);
	for (size_t k = 0; k < f->hits.n; k++)
		add_hit(a, &f->hits.item[k], u, to);
}
