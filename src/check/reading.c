// SPDX-License-Identifier: GPL-2.0
#include "check/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check/device.h"
#include "check/effect.h"
#include "check/filter.h"
#include "check/walk.h"

enum { MAX_ROUNDS = 8, MAX_LEVELS = 4, MAX_HOLDERS = 40, MIN_WORD = 4, MAX_WORD = 64 };

static void add_word(struct words *w, const char *word)
{
	size_t len = strlen(word);

	if (len < MIN_WORD || len > MAX_WORD)
		return;
	for (size_t i = 0; i < w->list.n; i++)
		if (!strcmp(w->list.item[i], word))
			return;
	*array_push(&w->list) = word;
}

static bool is_teardown_word(enum word w)
{
	return w == WORD_TEARDOWN || w == WORD_TEARDOWN_MANAGED || w == WORD_TEARDOWN_BUS;
}

/* The rarest identifier of a pattern: kfree(dev->dma_range_map) is told by the member. */
static const char *pattern_word(const struct pattern *p)
{
	return p->reach == REACH_MEMBER || p->kind == PATTERN_ASSIGN_NULL ? p->member : p->name;
}

void reading_teardown_words(const struct rule *rule, bool any, struct words *w)
{
	for (size_t i = 0; i < rule->patterns.n; i++) {
		const struct pattern *p = &rule->patterns.item[i];

		if (is_teardown_word(p->word) && (any || p->reach != REACH_ANY))
			add_word(w, pattern_word(p));
	}
}

void reading_release_words(const struct rule *rule, struct words *w)
{
	for (size_t i = 0; i < rule->patterns.n; i++)
		if (rule->patterns.item[i].word == WORD_RELEASE &&
		    rule->patterns.item[i].kind != PATTERN_CALLBACK)
			add_word(w, pattern_word(&rule->patterns.item[i]));
}

/* What makes a file one to read: a teardown, or a bus where the rule is about buses. */
static void rule_words(const struct rule *rule, struct words *w)
{
	reading_teardown_words(rule, false, w);
	for (size_t k = 0; k < rule->patterns.n; k++)
		if (rule->patterns.item[k].word == WORD_TEARDOWN_BUS)
			add_word(w, "bus_type");
}

/* Rules without words may find something anywhere. */
unsigned reading_rules(const struct reading *r, const struct unit *u, unsigned bits)
{
	unsigned rules = bits & READING_CALLS ? ~0u : 0;

	for (size_t k = 0; k < r->options->rules.n && bits & READING_FIRST; k++)
		if (!r->filter[k] || filter_match(r->filter[k], u->text, u->len))
			rules |= 1u << k;
	return rules;
}

static void note_word(struct map *words, const char *word, size_t bits)
{
	void **at = map_put(words, word);

	*at = (void *)((size_t)*at | bits);
}

static void note_words(struct reading *r, const struct words *w, size_t bits)
{
	for (size_t i = 0; i < w->list.n; i++)
		note_word(&r->words, w->list.item[i], bits);
}

static void read_unit(struct reading *r, size_t i)
{
	struct error *err = r->supply->unit(r->supply, i, &r->unit[i]);

	if (err) {	/* the filter has read it: it has gone since */
		struct unseen *u = array_push(&r->coverage->unseen);

		u->path = mem_strdup(r->sources->all.item[i].path);
		u->why = mem_strdup(error_text(err));
		error_free(err);
		return;
	}
	if (r->candidate[i])
		r->unit[i]->rules = r->supply->seeds && r->supply->seeds[i] ? ~0u :
				    reading_rules(r, r->unit[i], READING_FIRST);
	program_add(&r->program, r->unit[i]);
}

static bool read_new(struct reading *r, const bool match[])
{
	bool any = false;

	for (size_t i = 0; i < r->sources->all.n; i++)
		if (match[i] && !r->unit[i]) {
			read_unit(r, i);
			any = true;
		}
	program_link(&r->program);
	return any;
}

struct hashes {
	ARRAY(uint32_t) list;
};

/* What was asked for in earlier rounds, so that no name is searched for twice. */
struct asked {
	struct map up, down;
	bool *ask;		/* of each source: to be asked in the next round */
};

/* Whether callers matter: some parameter's device may be left torn down. */
static bool is_wrapper(struct walk *w, struct function *f, const struct effects *e)
{
	for (size_t i = 0; i < e->torn.n; i++)
		for (size_t p = 0; p < f->params.n; p++) {
			const char *param = f->params.item[p].name;

			if (device_has_root(e->torn.item[i], param, strlen(param)) &&
			    walk_leaves_torn(w, f, e->torn.item[i]))
				return true;
		}
	return false;
}

static bool is_param(const struct function *f, const char *name)
{
	for (size_t p = 0; p < f->params.n; p++)
		if (device_has_root(name, f->params.item[p].name, strlen(f->params.item[p].name)))
			return true;
	return false;
}

/* Whether the name is one of a device torn down, or of a parameter where none is given. */
static bool matters(const struct function *f, const struct effects *e, const char *name)
{
	for (size_t i = 0; e && i < e->torn.n; i++)
		if (device_has_root(e->torn.item[i], name, device_root(name)))
			return true;
	return !e && is_param(f, name);
}

/* What a round asks for. */
struct questions {
	struct words up;	/* wrappers' names */
	struct words through;	/* members that wrappers are called through */
	struct words members;	/* members called with the device in hand */
	struct map down;	/* functions so called */
	struct map below;	/* functions whose callees were asked for in this round */
};

static bool is_open_call(struct reading *r, const struct function *f, size_t i, bool member)
{
	const struct token *w = &f->unit->tokens.list.item[i];

	if (member)
		return !program_is_common(w->start, w->len) &&
		       !program_member(&r->program, f->unit, w->start, w->len);
	return !program_function(&r->program, f->unit, w->start, w->len);
}

static void ask_word(struct asked *asked, struct words *words, const struct token *w)
{
	void **at = map_putn(&asked->up, w->start, w->len);

	if (*at)
		return;
	*at = asked;
	add_word(words, asked->up.entry[asked->up.n - 1].key);
}

/* Functions called with the device in hand that no unit defines. */
static void ask_callees(struct reading *r, struct function *f, const struct effects *e,
			struct asked *asked, struct questions *q)
{
	const struct tokens *t = &f->unit->tokens;

	for (size_t i = f->first; i + 1 < f->last; i++) {
		const struct token *w = &t->list.item[i];
		bool member = token_is(t, i - 1, PUNCT2('-', '>')) || token_is(t, i - 1, '.');
		size_t close = t->list.item[i + 1].match;
		char *arg;

		if (w->kind != TOKEN_WORD || w->len < MIN_WORD || !token_is(t, i + 1, '(') ||
		    close <= i + 2 || !is_open_call(r, f, i, member) ||
		    map_getn(&asked->down, w->start, w->len))
			continue;
		arg = device_name(f, i + 2, tokens_argument_end(t, i + 2, close));
		if (arg && matters(f, e, arg)) {
			if (member) {
				if (e)	/* a table's member proves little two calls away */
					ask_word(asked, &q->members, w);
			} else {
				*map_putn(&asked->down, w->start, w->len) = f;
				*map_putn(&q->down, w->start, w->len) = f;
			}
		}
		mem_free(arg);
	}
}

/* What the function's callees call in their turn: wrappers of wrappers. */
static void ask_below(struct reading *r, struct walk *w, struct function *f, unsigned levels,
		      struct asked *asked, struct questions *q)
{
	const struct effects *e = effects_of(w->program, f, w->rule);

	for (size_t i = 0; i < e->list.n; i++) {
		struct function *callee = e->list.item[i].callee;
		char *key;
		bool seen;

		if (e->list.item[i].kind != EFFECT_CALL)
			continue;
		key = mem_printf("%p", (void *)callee);
		seen = map_has(&q->below, key);
		*map_put(&q->below, key) = asked;
		mem_free(key);
		if (seen)
			continue;
		ask_callees(r, callee, NULL, asked, q);
		if (levels > 1)
			ask_below(r, w, callee, levels - 1, asked, q);
	}
}

/* The members through which the wrapper is called. */
static void ask_members(struct reading *r, const struct function *f, struct asked *asked,
			struct questions *q)
{
	for (size_t i = 0; i < r->program.members.n; i++) {
		const struct map_entry *m = &r->program.members.entry[i];
		const struct member_functions *fs = m->value;
		struct token w = { .start = m->key, .len = strlen(m->key) };

		for (size_t k = 0; k < fs->list.n; k++)
			if (fs->list.item[k] == f && !program_is_common(w.start, w.len))
				ask_word(asked, &q->through, &w);
	}
}

/* Whether @f tears down, or calls drivers that may: whether what it calls matters. */
static bool ask_function(struct reading *r, struct walk *w, struct function *f,
			 struct asked *asked, struct questions *q)
{
	const struct effects *e = walk_torn(w, f);

	if (!e->torn.n) {
		if (e->calls_driver)
			ask_callees(r, f, NULL, asked, q);
		return e->calls_driver;
	}
	ask_callees(r, f, e, asked, q);
	ask_below(r, w, f, MAX_LEVELS, asked, q);
	if (is_wrapper(w, f, e)) {
		struct token name = { .start = f->name, .len = strlen(f->name) };

		if (!f->is_static || f->unit->header)
			ask_word(asked, &q->up, &name);
		ask_members(r, f, asked, q);
	}
	return true;
}

static bool ask_unit(struct reading *r, struct walk *w, struct unit *u, unsigned bit,
		     struct asked *asked, struct questions *q)
{
	bool matters = false;

	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = &u->functions.item[i];

		if (f->idle & bit)
			continue;
		if (!f->stale) {
			matters = true;
			continue;
		}
		if (ask_function(r, w, f, asked, q))
			matters = true;
		else
			f->idle |= bit;
	}
	return matters;
}

/* Asks the units with ask[i], and leaves it set where what they call matters. */
static void ask_program(struct reading *r, struct asked *asked, struct questions *q)
{
	bool *matters = mem_alloc(r->sources->all.n + 1);

	for (size_t k = 0; k < r->options->rules.n; k++) {
		struct walk w;

		walk_open(&w, &r->program, r->options->rules.item[k]);
		w.reach_any = false;
		for (size_t i = 0; i < r->sources->all.n; i++)
			if (asked->ask[i] && r->unit[i] && r->unit[i]->rules & 1u << k)
				matters[i] |= ask_unit(r, &w, r->unit[i], 1u << k, asked, q);
		walk_release(&w);
	}
	memcpy(asked->ask, matters, r->sources->all.n);
	mem_free(matters);
	for (size_t i = 0; i < r->program.units.n; i++)
		for (size_t k = 0; k < r->program.units.item[i]->functions.n; k++)
			r->program.units.item[i]->functions.item[k].stale = false;
}

/* The names that the units from @first on bring. */
static void fresh_names(const struct program *p, size_t first, struct hashes *fresh)
{
	for (size_t i = first; i < p->units.n; i++) {
		const struct unit *u = p->units.item[i];

		for (size_t k = 0; k < u->functions.n; k++)
			*array_push(&fresh->list) = map_hash(u->functions.item[k].name,
								strlen(u->functions.item[k].name));
		for (size_t k = 0; k < u->callbacks.n; k++)
			*array_push(&fresh->list) = map_hash(u->callbacks.item[k].field,
								strlen(u->callbacks.item[k].field));
	}
	if (fresh->list.n)
		qsort(fresh->list.item, fresh->list.n, sizeof(*fresh->list.item),
		      map_hash_compare);
}

static void mark_all(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n; i++)
		u->functions.item[i].stale = true;
}

/* A reading counts other teardowns than a judge does. */
static void forget_torn(struct program *p)
{
	for (size_t i = 0; i < p->units.n; i++)
		for (size_t k = 0; k < p->units.item[i]->functions.n; k++)
			effects_forget_torn(&p->units.item[i]->functions.item[k]);
}

/* A new unit may put an old function into a table: a wrapper is called through it then. */
static void mark_new(struct program *p, struct unit *u)
{
	mark_all(u);
	for (size_t i = 0; i < u->callbacks.n; i++) {
		const char *name = u->callbacks.item[i].function;
		struct function *f = program_function(p, u, name, strlen(name));

		if (f)
			f->stale = true;
	}
}

/* Effects know only what was linked when they were read. */
static void forget_effects(struct reading *r, size_t first)
{
	struct program *p = &r->program;
	struct hashes fresh = { 0 };

	fresh_names(p, first, &fresh);
	for (size_t i = first; i < p->units.n; i++)
		mark_new(p, p->units.item[i]);
	for (size_t i = 0; i < p->units.n; i++)
		for (size_t k = 0; k < p->units.item[i]->functions.n; k++) {
			struct function *f = &p->units.item[i]->functions.item[k];

			f->stale |= effects_outdated(f, fresh.list.item, fresh.list.n);
		}
	effects_spread_stale(p);
	for (size_t i = 0; i < p->units.n; i++)
		for (size_t k = 0; k < p->units.item[i]->functions.n; k++)
			if (p->units.item[i]->functions.item[k].stale)
				effects_forget_torn(&p->units.item[i]->functions.item[k]);
	array_free(&fresh.list);
}

/* The files that a member's name stands in, unless it is in so many that it proves nothing. */
static void find_members(struct reading *r, const struct words *members, size_t bits,
			 bool match[])
{
	size_t n = r->sources->all.n;
	bool *one = mem_alloc(n + 1);

	r->supply->find(r->supply, members->list.item, members->list.n, one);
	for (size_t k = 0; k < members->list.n; k++) {
		size_t holders = 0;

		memset(one, 0, n);
		r->supply->find(r->supply, &members->list.item[k], 1, one);
		for (size_t i = 0; i < n; i++)
			holders += one[i];
		note_word(&r->words, members->list.item[k], holders <= MAX_HOLDERS ? bits : 0);
		for (size_t i = 0; i < n && holders <= MAX_HOLDERS; i++)
			match[i] |= one[i];
	}
	mem_free(one);
}

/* It calls some wrapper; which rule's is not told apart. */
static void wake_unit(struct unit *u, unsigned rules)
{
	u->rules = rules;
	for (size_t i = 0; i < u->functions.n; i++) {
		u->functions.item[i].idle = 0;
		u->functions.item[i].stale = true;
	}
}

/* One round: true when it read something new. */
static bool read_round(struct reading *r, struct asked *asked)
{
	size_t n = r->sources->all.n;
	bool *calls = mem_alloc(n + 1), *wanted = mem_alloc(n + 1), any;
	size_t had = r->program.units.n;
	struct questions q = { .down = MAP_INIT, .below = MAP_INIT };

	ask_program(r, asked, &q);
	r->supply->find(r->supply, q.up.list.item, q.up.list.n, calls);
	note_words(r, &q.up, READING_CALLS);
	find_members(r, &q.through, READING_CALLS, calls);
	find_members(r, &q.members, READING_ASIDE, wanted);
	r->supply->define(r->supply, &q.down, wanted);
	for (size_t i = 0; i < q.down.n; i++)
		note_word(&r->names, q.down.entry[i].key, READING_ASIDE);
	for (size_t i = 0; i < n; i++) {
		r->candidate[i] |= calls[i];
		asked->ask[i] |= calls[i];
		wanted[i] |= calls[i];
	}
	any = read_new(r, wanted);
	for (size_t i = 0; i < n; i++)
		if (calls[i] && r->unit[i])
			wake_unit(r->unit[i], ~0u);
	forget_effects(r, had);
	map_release(&q.down);
	map_release(&q.below);
	array_free(&q.up.list);
	array_free(&q.through.list);
	array_free(&q.members.list);
	mem_free(calls);
	mem_free(wanted);
	return any;
}

void reading_first_words(const struct check_options *o, struct words *w)
{
	for (size_t k = 0; k < o->rules.n; k++)
		rule_words(o->rules.item[k], w);
}

static void make_filters(struct reading *r)
{
	const struct check_options *o = r->options;

	r->filter = mem_alloc((o->rules.n + 1) * sizeof(*r->filter));
	for (size_t k = 0; k < o->rules.n; k++) {
		struct words w = { 0 };

		rule_words(o->rules.item[k], &w);
		if (w.list.n)
			r->filter[k] = filter_new(w.list.item, w.list.n);
		array_free(&w.list);
	}
}

void reading_open(struct reading *r, const struct check_options *o, struct supply *supply,
		  struct coverage *coverage)
{
	struct asked asked = { MAP_INIT, MAP_INIT, NULL };
	size_t all = supply->sources->all.n;
	struct words first = { 0 };

	*r = (struct reading){ .options = o, .coverage = coverage, .supply = supply,
			       .sources = supply->sources };
	r->candidate = mem_alloc(all + 1);
	r->unit = mem_alloc((all + 1) * sizeof(*r->unit));
	make_filters(r);
	if (!supply->seeds_only) {
		reading_first_words(o, &first);
		supply->find(supply, first.list.item, first.list.n, r->candidate);
		note_words(r, &first, READING_FIRST);
		array_free(&first.list);
	}
	for (size_t i = 0; supply->seeds && i < all; i++)
		r->candidate[i] |= supply->seeds[i];
	read_new(r, r->candidate);
	for (size_t i = 0; i < r->program.units.n; i++)
		mark_all(r->program.units.item[i]);
	asked.ask = mem_alloc(all + 1);
	memcpy(asked.ask, r->candidate, all);
	for (unsigned round = 0; round < MAX_ROUNDS && read_round(r, &asked); round++)
		;
	forget_torn(&r->program);
	map_release(&asked.up);
	map_release(&asked.down);
	mem_free(asked.ask);
}

void reading_release(struct reading *r)
{
	program_leave(&r->program);
	map_release(&r->words);
	map_release(&r->names);
	mem_free(r->candidate);
	for (size_t k = 0; r->filter && k < r->options->rules.n; k++)
		filter_free(r->filter[k]);
	mem_free(r->filter);
	mem_free(r->unit);
}

static void add_all(struct map *to, const struct words *from)
{
	for (size_t i = 0; i < from->list.n; i++)
		*map_put(to, from->list.item[i]) = to;
}

/* What one unit asks for. */
static void ask_alone(struct reading *r, struct unit *u, struct asked *asked, struct questions *q)
{
	bool *stale = mem_alloc(u->functions.n + 1);

	for (size_t i = 0; i < u->functions.n; i++)
		stale[i] = u->functions.item[i].stale;
	wake_unit(u, u->rules);
	for (size_t k = 0; k < r->options->rules.n; k++) {
		struct walk w;

		if (!(u->rules & 1u << k))
			continue;
		walk_open(&w, &r->program, r->options->rules.item[k]);
		w.reach_any = false;
		ask_unit(r, &w, u, 1u << k, asked, q);
		walk_release(&w);
	}
	for (size_t i = 0; i < u->functions.n; i++)
		u->functions.item[i].stale = stale[i];
	mem_free(stale);
}

void reading_asks(struct reading *r, const bool of[], bool fresh, struct map *words,
		  struct map *names)
{
	struct questions q = { .down = MAP_INIT, .below = MAP_INIT };
	struct asked asked = { MAP_INIT, MAP_INIT, NULL };

	if (fresh)
		forget_torn(&r->program);
	for (size_t i = 0; i < r->sources->all.n; i++)
		if (of[i] && r->unit[i])
			ask_alone(r, r->unit[i], &asked, &q);
	forget_torn(&r->program);
	add_all(words, &q.up);
	add_all(words, &q.through);
	add_all(words, &q.members);
	for (size_t i = 0; i < q.down.n; i++)
		*map_put(names, q.down.entry[i].key) = names;
	map_release(&q.down);
	map_release(&q.below);
	array_free(&q.up.list);
	array_free(&q.through.list);
	array_free(&q.members.list);
	map_release(&asked.up);
	map_release(&asked.down);
}

void reading_count(struct reading *r)
{
	struct coverage *cov = r->coverage;

	for (size_t i = 0; i < r->sources->all.n; i++) {
		if (!r->sources->all.item[i].asked)
			continue;
		cov->files++;
		if (!r->candidate[i])
			continue;
		cov->candidates++;
		if (r->unit[i])
			cov->functions += r->unit[i]->n_functions;
	}
}
