// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/effect.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check/device.h"
#include "check/names.h"

enum { MAX_DEPTH = 200 };

struct reader {
	const struct program *program;
	const struct rule *rule;
	struct function *f;
	const struct tokens *t;
	struct effects *out;
	int node;
	unsigned depth;		/* of calls within calls */
};

static void read_range(struct reader *r, size_t first, size_t last);

static const struct token *tok(const struct reader *r, size_t i)
{
	return &r->t->list.item[i];
}

static bool word_is(const struct token *w, const char *text)
{
	return w->kind == TOKEN_WORD && w->len == strlen(text) && !memcmp(w->start, text, w->len);
}

static bool is_keyword(const struct token *w)
{
	static const char *const words[] = { "if", "while", "for", "switch", "return", "sizeof",
					     "typeof", "__typeof__", "do", "else", "offsetof",
					     "__alignof__", "case" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (word_is(w, words[i]))
			return true;
	return false;
}

static struct effect *add(struct reader *r, enum effect_kind kind, size_t token, size_t first,
			  size_t last)
{
	struct effect *e = array_push(&r->out->list);

	e->kind = kind;
	e->node = r->node;
	e->token = token;
	e->first = first;
	e->last = last;
	return e;
}

/* The bracket that opens the arguments: f(…), and (*ops->f)(…) in its older spelling. */
static size_t call_open(const struct reader *r, size_t word)
{
	return token_is(r->t, word + 1, ')') ? word + 2 : word + 1;
}

static struct effect *add_call(struct reader *r, enum effect_kind kind, size_t word)
{
	return add(r, kind, word, word, tok(r, call_open(r, word))->match + 1);
}

/* Whether the bracket at @i is that of a (*ops->f)(…). */
static bool is_pointer_call(const struct reader *r, size_t i, size_t last)
{
	size_t close = tok(r, i)->match;

	return token_is(r->t, i + 1, '*') && close > i + 2 &&
	       token_is_name(r->t, close - 1) && token_is(r->t, close + 1, '(') &&
	       tok(r, close + 1)->match > close && tok(r, close + 1)->match < last;
}

struct span {
	size_t first, last;
};

struct args {
	ARRAY(struct span) list;
};

static void split_args(const struct reader *r, size_t open, struct args *args)
{
	size_t close = tok(r, open)->match, end;

	for (size_t first = open + 1; first < close; first = end + 1) {
		end = tokens_argument_end(r->t, first, close);
		*array_push(&args->list) = (struct span){ first, end };
	}
}

static enum effect_kind kind_of(enum word w)
{
	switch (w) {
	case WORD_RELEASE:
		return EFFECT_RELEASE;
	case WORD_CONFIGURE:
		return EFFECT_CONFIGURE;
	case WORD_MANAGED:
		return EFFECT_MANAGED;
	default:
		return EFFECT_TEARDOWN;
	}
}

/* irq_find_mapping(bus->domain, n): what is looked up is reached from what it is looked up in. */
static char *reached_through_call(const struct reader *r, const struct span *arg)
{
	struct args inner = { 0 };
	char *name = NULL;

	if (arg->last < arg->first + 3 || !token_is(r->t, arg->first + 1, '('))
		return NULL;
	split_args(r, arg->first + 1, &inner);
	if (inner.list.n)
		name = device_name(r->f, inner.list.item[0].first, inner.list.item[0].last);
	array_free(&inner.list);
	return name;
}

/*
 * The device that a pattern's argument speaks of, or NULL where it does not match. Where
 * something else than the NULL of a teardown is given, that sets it up again: *@kind.
 */
static char *pattern_device(const struct reader *r, const struct pattern *p,
			    const struct args *args, enum effect_kind *kind)
{
	char *name, *suffix;

	if (p->arg >= args->list.n)
		return NULL;
	if (p->null_arg >= 0) {
		size_t k = p->null_arg;

		if (k >= args->list.n)
			return NULL;
		if (!token_is_word(r->t, args->list.item[k].first, "NULL"))
			*kind = EFFECT_CONFIGURE;
	}
	name = device_name(r->f, args->list.item[p->arg].first, args->list.item[p->arg].last);
	if (!name && p->reach == REACH_ANY)
		return reached_through_call(r, &args->list.item[p->arg]);
	if (!name || p->reach != REACH_MEMBER)
		return name;
	suffix = mem_printf(".%s", p->member);
	if (str_ends(name, suffix)) {
		name[strlen(name) - strlen(suffix)] = '\0';
	} else {
		mem_free(name);
		name = NULL;
	}
	mem_free(suffix);
	return name;
}

/* Matches the call against the patterns of the words in @words (bits); true when one did. */
static bool read_words(struct reader *r, size_t word, bool member, const struct args *args,
		       unsigned words)
{
	bool any = false;

	for (size_t i = 0; i < r->rule->patterns.n; i++) {
		const struct pattern *p = &r->rule->patterns.item[i];
		enum effect_kind kind = kind_of(p->word);
		struct effect *e;
		char *device;

		if (!(words & 1u << p->word) ||
		    !pattern_calls(p, tok(r, word)->start, tok(r, word)->len, member))
			continue;
		device = pattern_device(r, p, args, &kind);
		if (!device)
			continue;
		e = add_call(r, kind, word);
		e->device = device;
		e->pattern = p;
		any = true;
	}
	return any;
}

/* dmam_free_…() is a release although dmam_*() is managed: the stronger word decides. */
static bool read_patterns(struct reader *r, size_t word, bool member, const struct args *args)
{
	static const unsigned strong = 1 << WORD_TEARDOWN | 1 << WORD_TEARDOWN_MANAGED |
				       1 << WORD_TEARDOWN_BUS | 1 << WORD_RELEASE;

	return read_words(r, word, member, args, strong) ||
	       read_words(r, word, member, args, ~strong);
}

static void read_fill(struct reader *r, size_t word, bool member, const struct args *args)
{
	bool probes;

	if (!name_fills(tok(r, word)->start, tok(r, word)->len, member, &probes))
		return;
	for (size_t i = 0; i < args->list.n; i++) {
		char *name = device_name(r->f, args->list.item[i].first, args->list.item[i].last);
		struct effect *e;

		if (!name)
			continue;
		e = add_call(r, EFFECT_FILL, word);
		e->device = name;
		e->probes = probes;
		e->through_member = member;
	}
}

static void read_known_call(struct reader *r, size_t word, bool member, struct function *callee,
			    const struct args *args)
{
	struct effect *e = add_call(r, EFFECT_CALL, word);

	e->callee = callee;
	e->through_member = member;
	for (size_t i = 0; i < args->list.n; i++)
		*array_push(&e->args) =
			device_name(r->f, args->list.item[i].first, args->list.item[i].last);
}

/* Whether . or -> stands before token @i. */
static bool is_member(const struct reader *r, size_t i)
{
	return token_is(r->t, i - 1, '.') || token_is(r->t, i - 1, PUNCT2('-', '>'));
}

static void read_call(struct reader *r, size_t word)
{
	bool member = is_member(r, word);
	const struct token *w = tok(r, word);
	struct function *callee;
	struct args args = { 0 };

	read_range(r, call_open(r, word) + 1, tok(r, call_open(r, word))->match);
	split_args(r, call_open(r, word), &args);
	if (member && name_is_driver_method(w->start, w->len))
		r->out->calls_driver = true;
	if (!read_patterns(r, word, member, &args)) {
		callee = member ? program_member(r->program, r->f->unit, w->start, w->len) :
				  program_function(r->program, r->f->unit, w->start, w->len);
		if (callee && callee != r->f)
			read_known_call(r, word, member, callee, &args);
		else if (!callee)
			*array_push(&r->out->open) = map_hash(w->start, w->len);
		if (!callee || !name_probes(w->start, w->len))	/* else its own code tells */
			read_fill(r, word, member, &args);
	}
	array_free(&args.list);
}

/* x->dma_configure named without being called: whether it is there is being asked. */
static void read_mention(struct reader *r, size_t word)
{
	for (size_t i = 0; i < r->rule->patterns.n; i++) {
		const struct pattern *p = &r->rule->patterns.item[i];

		if (p->kind == PATTERN_MEMBER_CALL && p->word == WORD_CONFIGURE &&
		    word_is(tok(r, word), p->name))
			add(r, EFFECT_CONFIGURE, word, word, word + 1);
	}
}

/* Where the expression that ends before @i starts: a, p->a, (*p).a[i] */
static size_t operand_start(const struct reader *r, size_t i, size_t low)
{
	while (i > low) {
		size_t open = tok(r, i - 1)->match;

		if (open && open < i - 1 && open >= low && !token_is(r->t, i - 1, '}'))
			i = open;
		else if (tok(r, i - 1)->kind == TOKEN_WORD)
			i--;
		else
			break;
		if (i > low && is_member(r, i))
			i--;
		else if (!(i > low && token_is(r->t, i, '[')))
			break;
	}
	return i;
}

/* dev->dma_ops = NULL, or with another value the contrary. */
static void read_pattern_assignment(struct reader *r, size_t first, size_t last, bool null)
{
	char *name = NULL;

	for (size_t i = 0; i < r->rule->patterns.n; i++) {
		const struct pattern *p = &r->rule->patterns.item[i];
		struct effect *e;
		char *suffix;

		if (p->kind != PATTERN_ASSIGN_NULL)
			continue;
		if (!name && !(name = device_name(r->f, first, last)))
			return;
		suffix = mem_printf(".%s", p->member);
		if (str_ends(name, suffix)) {
			e = add(r, null ? kind_of(p->word) : EFFECT_CONFIGURE, first, first,
				last + 2);
			e->device = mem_strndup(name, strlen(name) - strlen(suffix));
			e->pattern = p;
		}
		mem_free(suffix);
	}
	mem_free(name);
}

static size_t expression_end(const struct reader *r, size_t i, size_t last)
{
	for (; i < last; i++) {
		if (token_is(r->t, i, ',') || token_is(r->t, i, ';'))
			return i;
		if (tok(r, i)->match > i)
			i = tok(r, i)->match;
	}
	return last;
}

/* An assignment whose = stands at @eq; returns where it ends. */
static size_t read_assignment(struct reader *r, size_t low, size_t eq, size_t last)
{
	size_t first = operand_start(r, eq, low), end = expression_end(r, eq + 1, last);
	struct effect *e;

	read_range(r, eq + 1, end);
	if (first == eq)
		return end;
	if (first + 1 < eq)
		read_pattern_assignment(r, first, eq,
					end == eq + 2 && token_is_word(r->t, eq + 1, "NULL"));
	e = add(r, EFFECT_SET, eq - 1, first, eq);
	e->value = eq + 1;
	e->value_last = end;
	return end;
}

static bool is_step(const struct reader *r, size_t i)
{
	return token_is(r->t, i, PUNCT2('+', '+')) || token_is(r->t, i, PUNCT2('-', '-'));
}

static void read_step(struct reader *r, size_t i, size_t low, size_t last)
{
	size_t first = operand_start(r, i, low);

	if (first < i)
		add(r, EFFECT_SET, i - 1, first, i);
	else if (i + 1 < last && tok(r, i + 1)->kind == TOKEN_WORD)
		add(r, EFFECT_SET, i + 1, i + 1, i + 2);
}

/* Whether the word at @i is called, its arguments ending before @last. */
static bool is_call(const struct reader *r, size_t i, size_t last)
{
	return token_is_name(r->t, i) && token_is(r->t, i + 1, '(') &&
	       tok(r, i + 1)->match > i && tok(r, i + 1)->match < last && !is_keyword(tok(r, i));
}

/* Whether the & at @i gives a variable's address away: f(&x). */
static bool is_address(const struct reader *r, size_t i, size_t first, size_t last)
{
	return token_is(r->t, i, '&') && i + 1 < last && token_is_name(r->t, i + 1) &&
	       (i == first || token_is(r->t, i - 1, ',')) &&
	       !token_is(r->t, i + 2, PUNCT2('-', '>')) && !token_is(r->t, i + 2, '.');
}

static void read_range(struct reader *r, size_t first, size_t last)
{
	if (r->depth >= MAX_DEPTH)
		return;
	r->depth++;
	for (size_t i = first; i < last; i++) {
		const struct token *w = tok(r, i);

		if (is_call(r, i, last)) {
			read_call(r, i);
			i = tok(r, i + 1)->match;
		} else if (token_is(r->t, i, '(') && is_pointer_call(r, i, last)) {
			read_call(r, w->match - 1);
			i = tok(r, w->match + 1)->match;
		} else if (w->kind == TOKEN_WORD && i > first &&
			   token_is(r->t, i - 1, PUNCT2('-', '>'))) {
			read_mention(r, i);
		} else if (token_is(r->t, i, '=')) {
			i = read_assignment(r, first, i, last) - 1;
		} else if (is_step(r, i)) {
			read_step(r, i, first, last);
		} else if (w->kind == TOKEN_PUNCT && w->len > 1 && w->start[w->len - 1] == '=' &&
			   !strchr("=!<>", *w->start)) {
			add(r, EFFECT_SET, i - 1, operand_start(r, i, first), i);
		} else if (is_address(r, i, first, last)) {
			add(r, EFFECT_TOUCH, i + 1, i + 1, i + 2);
		}
	}
	r->depth--;
}

static bool is_param(const struct function *f, const struct token *w)
{
	for (size_t i = 0; i < f->params.n; i++)
		if (word_is(w, f->params.item[i].name))
			return true;
	return false;
}

/* The first argument of a loop macro is set, and later ones where they are plain locals. */
static void read_iteration(struct reader *r, const struct node *n)
{
	struct args args = { 0 };

	read_range(r, n->first + 2, n->last - 1);
	split_args(r, n->first + 1, &args);
	for (size_t i = 0; i < args.list.n; i++) {
		size_t at = args.list.item[i].first;

		if (args.list.item[i].last == at + 1 && tok(r, at)->kind == TOKEN_WORD &&
		    (!i || !is_param(r->f, tok(r, at))))
			add(r, EFFECT_SET, at, at, at + 1);
	}
	array_free(&args.list);
}

struct effects *effects_of(const struct program *p, struct function *f, const struct rule *rule)
{
	struct flow *flow = flow_of(f);
	struct reader r = { .program = p, .rule = rule, .f = f, .t = &f->unit->tokens };

	for (struct effects *e = f->effects; e; e = e->next)
		if (e->rule == rule)
			return e;
	r.out = mem_alloc(sizeof(*r.out));
	r.out->rule = rule;
	r.out->next = f->effects;
	f->effects = r.out;
	for (size_t i = 0; i < flow->nodes.n; i++) {
		const struct node *n = &flow->nodes.item[i];

		*array_push(&r.out->of_node) = r.out->list.n;
		r.node = i;
		if (n->kind == NODE_ITERATE)
			read_iteration(&r, n);
		else if (n->kind == NODE_STATEMENT || n->kind == NODE_RETURN ||
			 (n->kind == NODE_BRANCH && !n->preprocessor))
			read_range(&r, n->first, n->last);
	}
	*array_push(&r.out->of_node) = r.out->list.n;
	return r.out;
}

static void forget_torn(struct effects *e)
{
	for (size_t i = 0; i < e->torn.n; i++)
		mem_free(e->torn.item[i]);
	array_free(&e->torn);
	e->torn_known = false;
	e->torn_tries = 0;
}

static void free_one(struct effects *e)
{
	for (size_t i = 0; i < e->list.n; i++) {
		struct effect *x = &e->list.item[i];

		mem_free(x->device);
		for (size_t k = 0; k < x->args.n; k++)
			mem_free(x->args.item[k]);
		array_free(&x->args);
	}
	forget_torn(e);
	array_free(&e->list);
	array_free(&e->of_node);
	array_free(&e->open);
	mem_free(e);
}

void effects_free(struct effects *e)
{
	while (e) {
		struct effects *next = e->next;

		free_one(e);
		e = next;
	}
}

static bool is_outdated(const struct effects *e, const uint32_t fresh[], size_t n)
{
	for (size_t i = 0; n && i < e->open.n; i++)
		if (bsearch(&e->open.item[i], fresh, n, sizeof(*fresh), map_hash_compare))
			return true;
	return false;
}

bool effects_outdated(struct function *f, const uint32_t fresh[], size_t n)
{
	struct effects **at = &f->effects;
	bool any = false;

	while (*at) {
		struct effects *e = *at;

		if (is_outdated(e, fresh, n)) {
			*at = e->next;
			free_one(e);
			any = true;
		} else {
			at = &e->next;
		}
	}
	return any;
}

void effects_forget_torn(struct function *f)
{
	for (struct effects *e = f->effects; e; e = e->next)
		forget_torn(e);
}

static bool leans_on_stale(const struct function *f)
{
	for (const struct effects *e = f->effects; e; e = e->next)
		for (size_t i = 0; i < e->list.n; i++)
			if (e->list.item[i].callee && e->list.item[i].callee->stale)
				return true;
	return false;
}

static bool has_stale(const struct program *p)
{
	for (size_t i = 0; i < p->units.n; i++)
		for (size_t k = 0; k < p->units.item[i]->functions.n; k++)
			if (p->units.item[i]->functions.item[k].stale)
				return true;
	return false;
}

void effects_spread_stale(struct program *p)
{
	bool any = has_stale(p);

	while (any) {
		any = false;
		for (size_t i = 0; i < p->units.n; i++)
			for (size_t k = 0; k < p->units.item[i]->functions.n; k++) {
				struct function *f = &p->units.item[i]->functions.item[k];

				if (f->stale || !leans_on_stale(f))
					continue;
				f->stale = true;
				any = true;
			}
	}
}

bool effects_through(const struct function *f, const uint32_t fields[], size_t n)
{
	for (const struct effects *e = f->effects; e; e = e->next)
		for (size_t i = 0; i < e->list.n; i++) {
			const struct effect *x = &e->list.item[i];
			const struct token *t = &f->unit->tokens.list.item[x->token];
			uint32_t hash = x->through_member ? map_hash(t->start, t->len) : 0;

			if (x->through_member && n &&
			    bsearch(&hash, fields, n, sizeof(*fields), map_hash_compare))
				return true;
		}
	return false;
}

enum { MAX_NONE_LEVELS = 12, MAX_NONE_CALLS = 2000 };

static bool none_within(const struct program *p, struct function *f, const struct rule *rule,
			unsigned levels, unsigned *calls)
{
	const struct effects *e = effects_of(p, f, rule);

	if (!levels || ++*calls > MAX_NONE_CALLS || e->calls_driver || f->flow->broken)
		return false;
	for (size_t i = 0; i < e->list.n; i++) {
		const struct effect *x = &e->list.item[i];

		switch (x->kind) {
		case EFFECT_SET:
		case EFFECT_TOUCH:
			break;
		case EFFECT_CALL:
			if (x->callee != f &&
			    !none_within(p, x->callee, rule, levels - 1, calls))
				return false;
			break;
		default:
			return false;
		}
	}
	return true;
}

bool effects_none(const struct program *p, struct function *f, const struct rule *rule)
{
	unsigned calls = 0;

	return none_within(p, f, rule, MAX_NONE_LEVELS, &calls);
}

static bool calls_replaced(const struct effects *e, bool *stale)
{
	bool any = false;

	for (size_t i = 0; i < e->list.n; i++) {
		const struct function *callee = e->list.item[i].callee;

		if (!callee || !callee->unit->replaced)
			continue;
		any = true;
		*stale |= callee->stale;
	}
	return any;
}

void effects_forget_calls(struct function *f)
{
	bool any = false;

	for (const struct effects *e = f->effects; e; e = e->next)
		any |= calls_replaced(e, &f->stale);
	if (!any)
		return;
	effects_free(f->effects);
	f->effects = NULL;
}

/* priv in the callee, given as the driver data of @device: its members that are the device. */
static size_t data_names(const struct effect *call, const char *param, char *names[], size_t max)
{
	const struct map *own = &call->callee->unit->own_members;
	size_t n = 0;

	for (size_t i = 0; i < own->n && n < max; i++)
		names[n++] = mem_printf("%s.%s%s", param, own->entry[i].key,
					(const char *)own->entry[i].value);
	return n;
}

size_t effect_callee_names(const struct effect *call, const char *device, char *names[],
			   size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < call->args.n && i < call->callee->params.n && n < max; i++) {
		const char *arg = call->args.item[i], *param = call->callee->params.item[i].name;
		size_t len = arg ? strlen(arg) : 0;
		char *held;

		if (!arg || !*param)
			continue;
		if (!strncmp(device, arg, len) && (!device[len] || strchr(".[$^", device[len]))) {
			names[n++] = device_join(param, device + len);
			continue;
		}
		held = device_join(arg, ".dev");
		if (!strcmp(held, device))
			names[n++] = mem_printf("%s.dev", param);
		else if (len && arg[len - 1] == '$' && strlen(device) == len - 1 &&
			 !strncmp(arg, device, len - 1))
			n += data_names(call, param, names + n, max - n);
		mem_free(held);
	}
	return n;
}

char *effect_caller_name(const struct effect *call, const char *device)
{
	for (size_t i = 0; i < call->args.n && i < call->callee->params.n; i++) {
		const char *param = call->callee->params.item[i].name;
		size_t len = strlen(param);

		if (call->args.item[i] && len && device_has_root(device, param, len))
			return device_join(call->args.item[i], device + len);
	}
	return NULL;
}

char *effect_text(const struct function *f, const struct effect *e)
{
	return tokens_text(&f->unit->tokens, e->first, e->last);
}
