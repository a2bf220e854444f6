// SPDX-License-Identifier: GPL-2.0
#include "lint/seem.h"

#include <string.h>

#include "base/str.h"
#include "check/device.h"
#include "check/effect.h"

enum { MAX_NAMES = 24 };

bool rule_means(const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->patterns.n; i++)
		if (rule->patterns.item[i].kind == PATTERN_CALL &&
		    !strcmp(rule->patterns.item[i].name, name))
			return true;
	return false;
}

/* Drivers, buses and classes are no devices, nor do they hold one. */
static bool may_be_device(const struct param *p)
{
	return !str_ends(p->type, "driver") && !str_ends(p->type, "bus_type") &&
	       strcmp(p->type, "class");
}

static bool is_params(const struct function *f, const char *device)
{
	for (size_t i = 0; i < f->params.n; i++)
		if (may_be_device(&f->params.item[i]) &&
		    device_has_root(device, f->params.item[i].name,
				    strlen(f->params.item[i].name)))
			return true;
	return false;
}

static void add_name(struct map *to, const struct function *f, const char *device)
{
	if (device && to->n < MAX_NAMES && is_params(f, device))
		*map_put(to, device) = to;
}

/* The devices that @f does something to and that its callers may know. */
static void add_names(struct map *to, const struct program *p, struct function *f,
		      const struct rule *rule)
{
	const struct effects *e = effects_of(p, f, rule);

	for (size_t i = 0; i < e->list.n; i++) {
		const struct effect *x = &e->list.item[i];

		if (x->kind == EFFECT_SET || x->kind == EFFECT_TOUCH ||
		    (x->kind == EFFECT_CALL && effects_none(p, x->callee, rule)))
			continue;
		add_name(to, f, x->device);
		for (size_t k = 0; k < x->args.n; k++)
			add_name(to, f, x->args.item[k]);
	}
	for (size_t i = 0; i < f->params.n && (e->list.n || e->calls_driver); i++) {
		char *device = device_of_param(f, i);

		add_name(to, f, device);
		mem_free(device);
	}
}

static bool same_summary(struct walk *v, struct function *f, struct walk *w, struct function *g,
			 const char *device)
{
	struct walk_summary a, b;

	walk_summarise(v, f, device, &a);
	walk_summarise(w, g, device, &b);
	return !memcmp(a.out, b.out, sizeof(a.out)) && a.hit == b.hit;
}

static bool same_summaries(struct seem *s, size_t rule, struct function *f, struct function *g)
{
	struct map names = MAP_INIT;
	bool same = true;

	add_names(&names, s->before, f, s->options->rules.item[rule]);
	add_names(&names, s->after, g, s->options->rules.item[rule]);
	for (size_t i = 0; i < names.n && same; i++)
		for (size_t way = 0; way < SEEM_WAYS && same; way++)
			same = same_summary(&s->walk_before[rule][way], f,
					    &s->walk_after[rule][way], g, names.entry[i].key);
	map_release(&names);
	return same;
}

/* Devices are named by parameters: where these are others, names say little. */
static bool same_params(const struct function *f, const struct function *g)
{
	if (f->params.n != g->params.n)
		return false;
	for (size_t i = 0; i < f->params.n; i++)
		if (strcmp(f->params.item[i].name, g->params.item[i].name))
			return false;
	return true;
}

bool seem_the_same(struct seem *s, struct function *f, struct function *g)
{
	for (size_t k = 0; k < s->options->rules.n; k++) {
		const struct rule *rule = s->options->rules.item[k];

		if (rule_means(rule, f->name) ||
		    (effects_none(s->before, f, rule) && effects_none(s->after, g, rule)))
			continue;
		if (!same_params(f, g) || !same_summaries(s, k, f, g))
			return false;
	}
	return true;
}

void seem_open(struct seem *s, const struct check_options *o, const struct program *before,
	       const struct program *after)
{
	memset(s, 0, sizeof(*s));
	s->options = o;
	s->before = before;
	s->after = after;
	for (size_t k = 0; k < o->rules.n; k++)
		for (size_t way = 0; way < SEEM_WAYS; way++) {
			walk_open(&s->walk_before[k][way], before, o->rules.item[k]);
			walk_open(&s->walk_after[k][way], after, o->rules.item[k]);
			s->walk_before[k][way].managed_only = way;
			s->walk_after[k][way].managed_only = way;
		}
}

void seem_release(struct seem *s)
{
	for (size_t k = 0; k < s->options->rules.n; k++)
		for (size_t way = 0; way < SEEM_WAYS; way++) {
			walk_release(&s->walk_before[k][way]);
			walk_release(&s->walk_after[k][way]);
		}
}
