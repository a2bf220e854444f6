// SPDX-License-Identifier: GPL-2.0
#include "check/alike.h"

#include <string.h>

#include "check/effect.h"

enum { MAX_LEVELS = 6 };

static bool same_params(const struct function *f, const struct function *g)
{
	if (f->params.n != g->params.n)
		return false;
	for (size_t i = 0; i < f->params.n; i++)
		if (strcmp(f->params.item[i].name, g->params.item[i].name) ||
		    strcmp(f->params.item[i].type, g->params.item[i].type))
			return false;
	return true;
}

static bool same_token(const struct token *a, const struct token *b)
{
	return a->kind == b->kind && a->len == b->len && a->ch == b->ch &&
	       !memcmp(a->start, b->start, a->len);
}

bool function_same(const struct function *f, const struct function *g)
{
	if (f->is_static != g->is_static || f->is_weak != g->is_weak ||
	    f->last - f->first != g->last - g->first || !same_params(f, g))
		return false;
	for (size_t i = 0; i < f->last - f->first; i++)
		if (!same_token(&f->unit->tokens.list.item[f->first + i],
				&g->unit->tokens.list.item[g->first + i]))
			return false;
	return true;
}

bool unit_has_function(const struct unit *u, const struct function *f)
{
	for (size_t i = 0; i < u->functions.n; i++)
		if (!strcmp(u->functions.item[i].name, f->name) &&
		    function_same(&u->functions.item[i], f))
			return true;
	return false;
}

bool members_same(const struct map *a, const struct map *b)
{
	for (size_t i = 0; i < a->n; i++) {
		const char *value = map_get(b, a->entry[i].key);

		if (!value || strcmp(value, a->entry[i].value))
			return false;
	}
	return a->n == b->n;
}

bool callback_same(const struct callback *a, const struct callback *b)
{
	return !strcmp(a->field, b->field) && !strcmp(a->function, b->function) &&
	       !strcmp(a->table, b->table) && !strcmp(a->within, b->within) &&
	       a->assigned == b->assigned;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_node(const struct node *a, const struct node *b)
{
	return a->kind == b->kind && a->to[0] == b->to[0] && a->to[1] == b->to[1] &&
	       a->fact == b->fact && a->fact_inverted == b->fact_inverted &&
	       a->preprocessor == b->preprocessor;
}

static bool same_flow(const struct flow *a, const struct flow *b)
{
	if (a->broken || b->broken || a->nodes.n != b->nodes.n || a->exit != b->exit ||
	    a->facts.n != b->facts.n)
		return false;
	for (size_t i = 0; i < a->facts.n; i++)
		if (strcmp(a->facts.item[i].text, b->facts.item[i].text))
			return false;
	for (size_t i = 0; i < a->nodes.n; i++)
		if (!same_node(&a->nodes.item[i], &b->nodes.item[i]))
			return false;
	return true;
}

static bool same_args(const struct effect *a, const struct effect *b)
{
	if (a->args.n != b->args.n)
		return false;
	for (size_t i = 0; i < a->args.n; i++)
		if (!same_text(a->args.item[i], b->args.item[i]))
			return false;
	return true;
}

static bool same_value(const struct function *f, const struct effect *a, const struct function *g,
		       const struct effect *b)
{
	if (a->value_last - a->value != b->value_last - b->value)
		return false;
	for (size_t i = 0; i < a->value_last - a->value; i++)
		if (!same_token(&f->unit->tokens.list.item[a->value + i],
				&g->unit->tokens.list.item[b->value + i]))
			return false;
	return true;
}

static bool alike(const struct program *p, struct function *f, struct function *g,
		  const struct rule *rule, unsigned levels);

/* One of the file's own is another function in its other state. */
static bool same_callee(const struct program *p, struct function *f, struct function *a,
			struct function *g, struct function *b, const struct rule *rule,
			unsigned levels)
{
	if (a == b || (a == f && b == g))
		return true;
	if (!a || !b || a->unit != f->unit || b->unit != g->unit || strcmp(a->name, b->name))
		return false;
	return alike(p, a, b, rule, levels - 1);
}

static bool alike(const struct program *p, struct function *f, struct function *g,
		  const struct rule *rule, unsigned levels)
{
	const struct effects *a, *b;

	if (!levels || !same_params(f, g) || !same_flow(flow_of(f), flow_of(g)))
		return false;
	a = effects_of(p, f, rule);
	b = effects_of(p, g, rule);
	if (a->list.n != b->list.n || a->calls_driver != b->calls_driver)
		return false;
	for (size_t i = 0; i < a->list.n; i++) {
		const struct effect *x = &a->list.item[i], *y = &b->list.item[i];

		if (x->kind != y->kind || x->node != y->node || x->pattern != y->pattern ||
		    x->probes != y->probes || x->through_member != y->through_member ||
		    !same_text(x->device, y->device) || !same_args(x, y) ||
		    !same_value(f, x, g, y) ||
		    !same_callee(p, f, x->callee, g, y->callee, rule, levels))
			return false;
	}
	return true;
}

bool function_alike(const struct program *p, struct function *f, struct function *g,
		    const struct rule *rule)
{
	return f->is_static == g->is_static && f->is_weak == g->is_weak &&
	       alike(p, f, g, rule, MAX_LEVELS);
}
