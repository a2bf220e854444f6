// SPDX-License-Identifier: GPL-2.0
#include "check/judge.h"

#include <string.h>

#include "base/str.h"
#include "check/device.h"
#include "check/managed.h"
#include "check/story.h"
#include "check/walk.h"

struct judge {
	const struct program *program;
	const struct rule *rule;
	struct report *report;
	unsigned bit;
	struct walk all;	/* for what is torn down at all */
};

static bool is_wanted(const struct judge *j, const struct unit *u)
{
	return u->asked && (u->rules & j->bit);
}

static void tell_all(struct walk *w, const struct hits *hits, const char *device,
		     const struct callback *c, struct report *r)
{
	for (size_t i = 0; i < hits->list.n; i++)
		story_tell(w, &hits->list.item[i], device, c, r);
}

static bool holds_managed(const struct judge *j, struct unit *u)
{
	struct managed_place place;

	return managed_places(j->program, u, j->rule, &place, 1);
}

/* Teardowns and the rule's own releases in one function. */
static void judge_function(struct judge *j, struct walk *w, struct function *f)
{
	const struct effects *e = walk_torn(&j->all, f);

	if (!e->torn.n)
		return;
	if (!holds_managed(j, f->unit))
		w->words &= ~WALK_MANAGED;
	for (size_t i = 0; i < e->torn.n; i++) {
		const char *device = e->torn.item[i];
		struct hits hits = { 0 };

		walk_find(w, f, device, !walk_probes(w, f, device), END_PLAIN, &hits);
		tell_all(w, &hits, device, NULL, j->report);
		hits_release(&hits);
	}
}

static bool releases_at(const struct rule *rule, const char *field)
{
	for (size_t i = 0; i < rule->patterns.n; i++) {
		const struct pattern *p = &rule->patterns.item[i];

		if (p->word == WORD_RELEASE && p->kind == PATTERN_CALLBACK &&
		    !strncmp(p->name, field, strlen(p->name)) &&
		    (!field[strlen(p->name)] || !strcmp(field + strlen(p->name), "_new")))
			return true;
	}
	return false;
}

/* Whether the table is one whose .remove the driver core calls, or a bus on its behalf. */
static bool is_driver_table(const struct callback *c)
{
	if (!strcmp(c->table, "bus_type") || !strcmp(c->within, "driver"))
		return true;
	if (c->assigned)
		return str_ends(c->within, "driver") || str_ends(c->within, "drv");
	return str_ends(c->table, "_driver") && !strstr(c->table, "component") &&
	       !strstr(c->table, "_dai_");
}

bool judge_releases_behind(const struct rule *rule, const struct callback *c)
{
	return releases_at(rule, c->field) && is_driver_table(c);
}

bool judge_is_bus_table(const struct callback *c)
{
	/* Only a bus fills in a callback of a driver that it is given. */
	return !strcmp(c->table, "bus_type") || (c->assigned && !strcmp(c->within, "driver"));
}

static bool calls_driver(const struct program *p, struct function *f, const struct rule *rule,
			 unsigned depth)
{
	const struct effects *e = effects_of(p, f, rule);

	if (e->calls_driver)
		return true;
	for (size_t i = 0; i < e->list.n && depth; i++) {
		struct function *callee = e->list.item[i].callee;

		if (callee && callee->unit == f->unit && calls_driver(p, callee, rule, depth - 1))
			return true;
	}
	return false;
}

static bool is_bus(const struct judge *j, const struct callback *c, struct function *f)
{
	return judge_is_bus_table(c) || calls_driver(j->program, f, j->rule, 2);
}

static void judge_callback(struct judge *j, const struct callback *c, struct function *f)
{
	bool probe = !strncmp(c->field, "probe", 5), bus = is_bus(j, c, f);
	struct hits hits = { 0 };
	struct walk w;
	char *device;

	if (!f->params.n || !walk_torn(&j->all, f)->torn.n ||
	    (!bus && !holds_managed(j, f->unit)))
		return;
	walk_open(&w, j->program, j->rule);
	w.words = bus ? WALK_ALL : WALK_TEARDOWN | WALK_MANAGED;
	w.reach_any = bus;
	w.any_probe = bus && probe;
	w.managed_only = !bus;
	device = device_of_param(f, 0);
	walk_find(&w, f, device, !probe, probe ? END_FAILURE_RELEASES : END_RELEASES, &hits);
	tell_all(&w, &hits, device, c, j->report);
	hits_release(&hits);
	walk_release(&w);
	mem_free(device);
}

/* Every callback of the program, each function once. */
static void judge_callbacks(struct judge *j)
{
	struct map done = MAP_INIT;

	for (size_t i = 0; i < j->program->units.n; i++) {
		const struct unit *u = j->program->units.item[i];

		for (size_t k = 0; k < u->callbacks.n; k++) {
			const struct callback *c = &u->callbacks.item[k];
			struct function *f;
			char *key;

			if (!judge_releases_behind(j->rule, c))
				continue;
			f = program_function(j->program, u, c->function, strlen(c->function));
			if (!f || !is_wanted(j, f->unit))
				continue;
			key = mem_printf("%p", (void *)f);
			if (!map_has(&done, key)) {
				*map_put(&done, key) = f;
				judge_callback(j, c, f);
			}
			mem_free(key);
		}
	}
	map_release(&done);
}

unsigned judge_explicit_words(const struct rule *rule)
{
	bool call = false, callback = false;
	unsigned has = 0;

	for (size_t i = 0; i < rule->patterns.n; i++) {
		const struct pattern *p = &rule->patterns.item[i];

		if (p->word == WORD_RELEASE)
			*(p->kind == PATTERN_CALLBACK ? &callback : &call) = true;
		else
			has |= 1u << p->word & WALK_ALL;
	}
	return !call ? 0 : callback ? has & WALK_BUS : has;
}

static void judge_unit(struct judge *j, struct unit *u)
{
	struct walk w;

	walk_open(&w, j->program, j->rule);
	w.words = judge_explicit_words(j->rule);
	w.reach_any = false;
	for (size_t i = 0; i < u->functions.n; i++)
		judge_function(j, &w, &u->functions.item[i]);
	walk_release(&w);
}

void judge_rule(const struct program *p, const struct rule *rule, unsigned bit, struct report *r)
{
	struct judge j = { .program = p, .rule = rule, .bit = bit, .report = r };

	if (!rule->patterns.n)
		return;
	walk_open(&j.all, p, rule);
	judge_callbacks(&j);
	for (size_t i = 0; judge_explicit_words(rule) && i < p->units.n; i++)
		if (is_wanted(&j, p->units.item[i]))
			judge_unit(&j, p->units.item[i]);
	walk_release(&j.all);
}

/* Whether the rule, in one file, could see @f tear down: by itself or by what it calls. */
static bool may_tear_down(struct walk *w, struct function *f)
{
	return flow_of(f)->broken || walk_torn(w, f)->torn.n;
}

static bool suits(struct walk *w, const struct rule *rule, struct unit *u, bool released)
{
	for (size_t i = 0; i < u->functions.n && released && judge_explicit_words(rule); i++)
		if (may_tear_down(w, &u->functions.item[i]))
			return true;
	for (size_t i = 0; i < u->callbacks.n; i++) {
		struct function *f = map_get(&u->by_name, u->callbacks.item[i].function);

		if (f && releases_at(rule, u->callbacks.item[i].field) && may_tear_down(w, f))
			return true;
	}
	return false;
}

bool judge_suits(const struct program *p, const struct rule *rule, struct unit *u, bool released)
{
	struct walk w;
	bool is;

	if (u->broken)
		return true;
	walk_open(&w, p, rule);
	is = suits(&w, rule, u, released);
	walk_release(&w);
	return is;
}

static void add_known(struct walk *w, struct function *f, struct lines *to)
{
	const struct effects *e = flow_of(f)->broken ? NULL : walk_torn(w, f);

	for (size_t i = 0; e && i < e->list.n; i++) {
		const struct effect *x = &e->list.item[i];

		if (x->kind == EFFECT_TEARDOWN ||
		    (x->kind == EFFECT_CALL && walk_torn(w, x->callee)->torn.n))
			*array_push(&to->list) = f->unit->tokens.list.item[x->token].line;
	}
}

void judge_known(const struct program *p, struct unit *u, const struct rule *rule,
		 struct lines *to)
{
	struct walk w;

	if (!rule->patterns.n)
		return;
	walk_open(&w, p, rule);
	for (size_t i = 0; i < u->n_functions; i++)
		add_known(&w, &u->functions.item[i], to);
	walk_release(&w);
}
