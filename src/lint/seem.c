// SPDX-License-Identifier: GPL-2.0
#include "lint/seem.h"

#include <string.h>

#include "check/device.h"
#include "check/effect.h"
#include "check/walk.h"

enum { MAX_NAMES = 24 };

bool rule_means(const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->patterns.n; i++)
		if (rule->patterns.item[i].kind == PATTERN_CALL &&
		    !strcmp(rule->patterns.item[i].name, name))
			return true;
	return false;
}

static bool is_params(const struct function *f, const char *device)
{
	for (size_t i = 0; i < f->params.n; i++)
		if (device_has_root(device, f->params.item[i].name,
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

		if (x->kind == EFFECT_SET || x->kind == EFFECT_TOUCH)
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

static bool same_summaries(const struct rule *rule, const struct program *p, struct function *f,
			   const struct program *q, struct function *g, bool managed_only)
{
	struct map names = MAP_INIT;
	struct walk v, w;
	bool same = true;

	add_names(&names, p, f, rule);
	add_names(&names, q, g, rule);
	walk_open(&v, p, rule);
	walk_open(&w, q, rule);
	v.managed_only = w.managed_only = managed_only;
	for (size_t i = 0; i < names.n && same; i++) {
		struct walk_summary a, b;

		walk_summarise(&v, f, names.entry[i].key, &a);
		walk_summarise(&w, g, names.entry[i].key, &b);
		same = !memcmp(a.out, b.out, sizeof(a.out)) && a.hit == b.hit;
	}
	walk_release(&v);
	walk_release(&w);
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

bool seem_the_same(const struct check_options *o, const struct program *p, struct function *f,
		   const struct program *q, struct function *g)
{
	for (size_t k = 0; k < o->rules.n; k++) {
		const struct rule *rule = o->rules.item[k];

		if (rule_means(rule, f->name) ||
		    (effects_none(p, f, rule) && effects_none(q, g, rule)))
			continue;
		if (!same_params(f, g) || !same_summaries(rule, p, f, q, g, false) ||
		    !same_summaries(rule, p, f, q, g, true))
			return false;
	}
	return true;
}
