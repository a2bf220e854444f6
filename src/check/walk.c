// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/walk.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "check/device.h"

enum { MAX_STATES = 20000, MAX_CALLS = 1000, MAX_TRIES = 2, MAX_TORN = 32 };

#define TORN_BEFORE 0xffffffffu	/* by the caller, before the function was entered */

struct state {
	int node;
	unsigned torn;		/* 0, 1 + the teardown's effect, or TORN_BEFORE */
	unsigned allocated;	/* 1 + the EFFECT_MANAGED that alone has filled devres, or 0 */
	bool filled;		/* devres may hold something */
	unsigned known, value;	/* facts, a bit each */
	int parent;		/* the state before it, or -1 */
};

/* What a function does for each of the states on entry: filled | torn << 1. */
struct transfer {
	bool open;		/* being walked: a recursion */
	unsigned leans;		/* how often a recursion has asked for it while it was open */
	unsigned tries;		/* it leans on one that is open: to be walked again, so often */
	unsigned char out[4];	/* the states on return, a bit each */
	bool hit;		/* a release is reached while what the caller tore down is missed */
	const struct effect *release, *teardown;	/* for the story: the first of each */
};

struct run {			/* one walk through one function */
	struct walk *w;
	struct function *f;
	const struct effects *effects;
	const struct flow *flow;
	char *names[WALK_MAX_NAMES];
	size_t n_names;
	enum walk_end end;
	bool use_facts;
	bool overflow;
	ARRAY(struct state) states;
	unsigned char *torn_seen;	/* of each node: how many states were torn here */
	unsigned *slots;	/* a hash of states, 1 + index */
	size_t n_slots;
	struct hits *hits;	/* where to put findings, or NULL */
	struct transfer *transfer;	/* where to put what the caller must know, or NULL */
	unsigned depth;
};

static struct transfer *transfer_of(struct run *r, const struct effect *call);

static bool same(const struct run *r, const char *device)
{
	for (size_t i = 0; i < r->n_names; i++)
		if (!strcmp(r->names[i], device))
			return true;
	return false;
}

static bool reached(const struct run *r, const char *device)
{
	for (size_t i = 0; i < r->n_names; i++)
		if (device_reaches(r->names[i], device))
			return true;
	return false;
}

/* The device itself, or what holds it. */
static bool same_or_holder(const struct run *r, const char *name)
{
	char *held;
	bool is;

	if (same(r, name))
		return true;
	held = device_join(name, ".dev");
	is = same(r, held);
	mem_free(held);
	return is;
}

static bool is_teardown(const struct run *r, const struct effect *e)
{
	if (e->kind != EFFECT_TEARDOWN || !(r->w->words & 1u << e->pattern->word))
		return false;
	if (e->pattern->reach == REACH_ANY)
		return r->w->reach_any && reached(r, e->device);
	return same(r, e->device);
}

static bool has_word(const char *text, const struct token *word)
{
	const char *p = text;

	while ((p = memmem(p, strlen(p), word->start, word->len))) {
		bool left = p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '_');
		bool right = isalnum((unsigned char)p[word->len]) || p[word->len] == '_';

		if (!left && !right)
			return true;
		p += word->len;
	}
	return false;
}

/* Whether setting this variable makes the device's names mean another device. */
static bool renames(const struct run *r, const struct effect *e)
{
	const struct token *word = &r->f->unit->tokens.list.item[e->token];

	if (e->last - e->first != 1)
		return false;
	for (size_t i = 0; i < r->n_names; i++) {
		const char *index = strchr(r->names[i], '[');

		if (device_has_root(r->names[i], word->start, word->len) ||
		    (index && has_word(index, word)))
			return true;
	}
	return false;
}

/* 0, NULL, false: 0; another constant or an error code: 1; else -1. */
static int constant(const struct tokens *t, const struct effect *e)
{
	if (e->value_last - e->value == 2 && token_is(t, e->value, '-'))
		return 1;
	if (e->value_last - e->value != 1)
		return -1;
	if (token_is_zero(t, e->value) || token_is_word(t, e->value, "NULL") ||
	    token_is_word(t, e->value, "false"))
		return 0;
	if (token_is_word(t, e->value, "true") || t->list.item[e->value].kind == TOKEN_NUMBER)
		return 1;
	return -1;
}

static void forget_facts(const struct run *r, struct state *s, const struct effect *e)
{
	const struct tokens *t = &r->f->unit->tokens;

	for (size_t i = 0; i < r->flow->facts.n; i++) {
		const char *text = r->flow->facts.item[i].text;
		const struct token *word = &t->list.item[e->token];
		int value;

		if (*text == '#' || !has_word(text, word))
			continue;
		s->known &= ~(1u << i);
		value = e->kind == EFFECT_SET && e->value < e->value_last ? constant(t, e) : -1;
		if (value >= 0 && r->use_facts && strlen(text) == word->len &&
		    e->last - e->first == 1) {
			s->known |= 1u << i;
			s->value = (s->value & ~(1u << i)) | (unsigned)value << i;
		}
	}
}

static size_t hash(const struct state *s)
{
	size_t h = s->node;

	h = h * 31 + s->torn;
	h = h * 31 + s->filled;
	h = h * 31 + s->allocated;
	h = h * 1000003 + s->known;
	h = h * 1000003 + (s->value & s->known);
	return h ^ h >> 15;
}

static bool equal(const struct state *a, const struct state *b)
{
	return a->node == b->node && a->torn == b->torn && a->filled == b->filled &&
	       a->allocated == b->allocated &&
	       a->known == b->known && !((a->value ^ b->value) & a->known);
}

static void rehash(struct run *r)
{
	mem_free(r->slots);
	r->n_slots = r->n_slots ? r->n_slots * 2 : 256;
	r->slots = mem_alloc(r->n_slots * sizeof(*r->slots));
	for (size_t i = 0; i < r->states.n; i++) {
		size_t k = hash(&r->states.item[i]) & (r->n_slots - 1);

		while (r->slots[k])
			k = (k + 1) & (r->n_slots - 1);
		r->slots[k] = i + 1;
	}
}

static void visit(struct run *r, struct state s, int node)
{
	size_t k;

	if (node < 0)
		return;
	s.node = node;
	if (r->states.n * 2 >= r->n_slots)
		rehash(r);
	for (k = hash(&s) & (r->n_slots - 1); r->slots[k]; k = (k + 1) & (r->n_slots - 1))
		if (equal(&r->states.item[r->slots[k] - 1], &s))
			return;
	if (r->states.n >= MAX_STATES && r->use_facts) {
		r->overflow = true;
		return;
	}
	/* Without facts, a node reached with many teardowns pending is given up. */
	if (!r->use_facts && s.torn && s.torn != TORN_BEFORE && r->torn_seen[node]++ >= MAX_TORN)
		r->torn_seen[node] = MAX_TORN;
	if (!r->use_facts && r->torn_seen[node] >= MAX_TORN)
		return;
	*array_push(&r->states) = s;
	r->slots[k] = r->states.n;
}

static const struct effect *effect_at(const struct run *r, unsigned one_more)
{
	return &r->effects->list.item[one_more - 1];
}

static void fill_path(const struct run *r, struct hit *h, int state)
{
	bool found = false;
	size_t n = 0;

	for (int i = state; i >= 0; i = r->states.item[i].parent)
		n++;
	for (size_t k = 0; k < n; k++)
		array_push(&h->path);
	for (int i = state; i >= 0; i = r->states.item[i].parent) {
		const struct state *s = &r->states.item[i];

		h->path.item[--n] = s->node;
		/* The teardown's node is the last one that was entered without it. */
		if (s->torn == 0 && !found) {
			h->torn_at = n;
			found = true;
		}
	}
}

/* A teardown, or a call that leaves something torn down. */
static bool tears_down(struct run *r, const struct effect *e)
{
	const struct transfer *t;

	if (e->kind != EFFECT_CALL)
		return is_teardown(r, e);
	t = transfer_of(r, e);
	return t && t->teardown;
}

static void note_more(struct run *r, struct hit *h)
{
	for (size_t k = h->torn_at; k < h->path.n; k++) {
		const size_t *of = r->effects->of_node.item + h->path.item[k];

		for (size_t i = of[0]; i < of[1]; i++) {
			const struct effect *e = &r->effects->list.item[i];

			if (e == h->release)
				return;
			if (e > h->teardown && tears_down(r, e))
				*array_push(&h->more) = e;
		}
	}
}

/* A release in state @s, by @release or by returning at @line. */
static void note_hit(struct run *r, const struct state *s, int state, const struct effect *release,
		     unsigned line)
{
	const struct effect *torn;
	struct hit *h;

	if (r->transfer && s->torn == TORN_BEFORE) {
		r->transfer->hit = true;
		if (!r->transfer->release)
			r->transfer->release = release;
	}
	if (!r->hits || !s->torn || s->torn == TORN_BEFORE)
		return;
	torn = effect_at(r, s->torn);
	for (size_t i = 0; i < r->hits->list.n; i++)
		if (r->hits->list.item[i].teardown == torn)
			return;
	h = array_push(&r->hits->list);
	h->function = r->f;
	h->teardown = torn;
	h->release = release;
	h->return_line = line;
	fill_path(r, h, state);
	note_more(r, h);
}

/* The states that one node's effects have led to so far, each once. */
struct live {
	ARRAY(struct state) list;
};

static void add_live(struct live *l, const struct state *s)
{
	for (size_t i = 0; i < l->list.n; i++)
		if (equal(&l->list.item[i], s))
			return;
	*array_push(&l->list) = *s;
}

/* The call of a known function: the states that it can return in. */
static void apply_call(struct run *r, const struct state *s, int state, size_t effect,
		       struct live *to)
{
	const struct effect *e = &r->effects->list.item[effect];
	struct transfer *t = transfer_of(r, e);
	unsigned in = s->filled | (s->torn ? 2 : 0);

	if (!t) {
		add_live(to, s);
		return;
	}
	if (t->hit && s->torn)
		note_hit(r, s, state, e, 0);
	for (unsigned out = 0; out < 4; out++) {
		struct state next = *s;

		if (!(t->out[in] & 1u << out))
			continue;
		next.filled = out & 1;
		if (!(out & 2))
			next.torn = 0;
		else if (!s->torn)
			next.torn = effect + 1;
		add_live(to, &next);
	}
}

static bool token_has(const struct run *r, const struct effect *e, const char *part)
{
	const struct token *w = &r->f->unit->tokens.list.item[e->token];

	return memmem(w->start, w->len, part, strlen(part));
}

/*
 * device_del() releases what a driver has managed; a device that the function has
 * registered itself a moment before has no driver to speak of.
 */
static bool never_bound(const struct run *r, const struct effect *release)
{
	if (!token_has(r, release, "_del") && !token_has(r, release, "unregister"))
		return false;
	for (size_t i = 0; i < r->effects->list.n; i++) {
		const struct effect *e = &r->effects->list.item[i];

		if (e->kind == EFFECT_FILL && !e->probes && same(r, e->device) &&
		    (token_has(r, e, "device_add") || token_has(r, e, "device_register")))
			return true;
	}
	return false;
}

/* Set up again: nothing is missed any more, and what is set up holds nothing yet. */
static void configure(const struct run *r, struct state *s, const struct effect *e)
{
	bool part = e->pattern && e->pattern->reach == REACH_ANY;

	if (e->device && !same(r, e->device) && !reached(r, e->device))
		return;
	if (!part) {
		s->torn = 0;
		s->filled = false;
	} else if (s->torn && s->torn != TORN_BEFORE &&
		   effect_at(r, s->torn)->kind == EFFECT_TEARDOWN &&
		   effect_at(r, s->torn)->pattern->reach == REACH_ANY) {
		s->torn = 0;	/* a clock on again: the rest stays as it was */
	}
}

/* A path's state behind one effect that is no call. */
static void apply(struct run *r, struct state *s, int state, size_t effect)
{
	const struct effect *e = &r->effects->list.item[effect];

	switch (e->kind) {
	case EFFECT_TEARDOWN:
		if (is_teardown(r, e) && s->filled && !s->torn)
			s->torn = effect + 1;
		break;
	case EFFECT_RELEASE:
		if (!same(r, e->device) || never_bound(r, e))
			break;
		if (s->torn)
			note_hit(r, s, state, e, 0);
		s->torn = 0;
		s->filled = false;
		break;
	case EFFECT_CONFIGURE:
		configure(r, s, e);
		break;
	case EFFECT_MANAGED:
		if (!same_or_holder(r, e->device))
			break;
		s->allocated = s->filled ? 0 : effect + 1;
		s->filled = true;
		break;
	case EFFECT_FILL:
		/* What a function called sets aside for itself is not what the driver manages. */
		if (r->w->any_probe && e->probes && e->through_member)
			s->filled = true;
		else if (!r->w->managed_only && (e->probes || !r->transfer))
			s->filled |= same_or_holder(r, e->device);
		break;
	case EFFECT_SET:
		forget_facts(r, s, e);
		if (renames(r, e))
			s->torn = 0;
		break;
	case EFFECT_TOUCH:
		forget_facts(r, s, e);
		break;
	case EFFECT_CALL:
		break;
	}
}

/* Whether taking @side of the branch means that what s->allocated asked for was not given. */
static bool allocation_failed(const struct run *r, const struct state *s, const struct node *n,
			      int side)
{
	const struct tokens *t = &r->f->unit->tokens;
	const struct effect *set = effect_at(r, s->allocated) + 1;
	bool inverted, is_err;
	char *condition, *variable;
	bool is;

	if (effect_at(r, s->allocated)->node == s->node) {	/* if (!dmam_alloc…()) */
		condition = flow_condition(t, n, &inverted);
		is = (side == 0) == (inverted != !strncmp(condition, "IS_ERR", 6));
		mem_free(condition);
		return is;
	}
	if (set == r->effects->list.item + r->effects->list.n || set->kind != EFFECT_SET)
		return false;
	condition = flow_condition(t, n, &inverted);
	variable = tokens_text(t, set->first, set->last);
	is_err = !strncmp(condition, "IS_ERR", 6) && strstr(condition, variable);
	is = is_err ? (side == 0) != inverted :
		      !strcmp(condition, variable) && (side == 0) == inverted;
	mem_free(condition);
	mem_free(variable);
	return is;
}

static void leave(struct run *r, const struct state *s, int state)
{
	const struct node *n = &r->flow->nodes.item[s->node];

	for (int side = 0; side < 2; side++) {
		struct state next = *s;

		next.parent = state;
		if (n->kind == NODE_BRANCH && n->fact >= 0 && r->use_facts) {
			unsigned bit = 1u << n->fact;
			bool value = (side == 0) != n->fact_inverted;

			if ((s->known & bit) && !!(s->value & bit) != value)
				continue;
			next.known |= bit;
			next.value = value ? next.value | bit : next.value & ~bit;
		}
		if (n->kind == NODE_BRANCH && s->allocated && allocation_failed(r, s, n, side)) {
			next.filled = false;
			next.allocated = 0;
		}
		visit(r, next, n->to[side]);
	}
}

/* Whether the return in state @s is one of success. */
static bool returns_zero(const struct run *r, const struct state *s)
{
	const struct node *n = &r->flow->nodes.item[s->node];

	if (n->last - n->first == 1 && token_is_zero(&r->f->unit->tokens, n->first))
		return true;
	return n->fact >= 0 && (s->known & 1u << n->fact) &&
	       !!(s->value & 1u << n->fact) == n->fact_inverted;
}

static void reach_end(struct run *r, const struct state *s, int state)
{
	const struct node *n = &r->flow->nodes.item[s->node];

	if (r->transfer && n->kind == NODE_EXIT) {
		const struct state *start = &r->states.item[0];

		r->transfer->out[start->filled | (start->torn ? 2 : 0)] |=
			1u << (s->filled | (s->torn ? 2 : 0));
		if (s->torn && s->torn != TORN_BEFORE && !r->transfer->teardown)
			r->transfer->teardown = effect_at(r, s->torn);
	}
	if (!s->torn)
		return;
	if (n->kind == NODE_RETURN &&
	    (r->end == END_RELEASES || (r->end == END_FAILURE_RELEASES && !returns_zero(r, s))))
		note_hit(r, s, state, NULL, n->line);
	if (n->kind == NODE_EXIT && r->end == END_RELEASES)
		note_hit(r, s, state, NULL, n->line);
}

/* Takes a state through its node, and on to the nodes behind it. */
static void advance(struct run *r, int state)
{
	struct live now = { 0 }, next = { 0 };
	const size_t *of = r->effects->of_node.item + r->states.item[state].node;

	add_live(&now, &r->states.item[state]);
	for (size_t e = of[0]; e < of[1]; e++) {
		struct live swap = now;

		next.list.n = 0;
		for (size_t i = 0; i < now.list.n; i++) {
			if (r->effects->list.item[e].kind == EFFECT_CALL) {
				apply_call(r, &now.list.item[i], state, e, &next);
				continue;
			}
			apply(r, &now.list.item[i], state, e);
			add_live(&next, &now.list.item[i]);
		}
		now = next;
		next = swap;
	}
	for (size_t i = 0; i < now.list.n; i++) {
		reach_end(r, &now.list.item[i], state);
		leave(r, &now.list.item[i], state);
	}
	array_free(&now.list);
	array_free(&next.list);
}

static void start(struct run *r, bool filled, unsigned torn)
{
	mem_free(r->torn_seen);
	r->torn_seen = mem_alloc(r->flow->nodes.n);
	visit(r, (struct state){ .filled = filled, .torn = torn, .parent = -1 }, 0);
}

static void walk_states(struct run *r)
{
	for (size_t i = 0; i < r->states.n; i++)
		advance(r, i);
}

static void run_clear(struct run *r)
{
	array_free(&r->states);
	mem_free(r->slots);
	mem_free(r->torn_seen);
	r->slots = NULL;
	r->torn_seen = NULL;
	r->n_slots = 0;
	r->overflow = false;
}

static void run_names_free(struct run *r)
{
	for (size_t i = 0; i < r->n_names; i++)
		mem_free(r->names[i]);
	r->n_names = 0;
}

static void run_open(struct run *r, struct walk *w, struct function *f)
{
	memset(r, 0, sizeof(*r));
	r->w = w;
	r->f = f;
	r->effects = effects_of(w->program, f, w->rule);
	r->flow = flow_of(f);
	r->use_facts = true;
}

static char *transfer_key(const struct run *r)
{
	struct str key = STR_INIT;

	str_addf(&key, "%p", (const void *)r->f);
	for (size_t i = 0; i < r->n_names; i++)
		str_addf(&key, "|%s", r->names[i]);
	return str_detach(&key);
}

static void walk_states_of(struct run *r, struct transfer *t)
{
	r->transfer = t;
	for (r->use_facts = true;; r->use_facts = false) {
		/* Each state on entry is walked apart: what is found on its way is its own. */
		for (unsigned in = 0; in < 4; in++) {
			run_clear(r);
			start(r, in & 1, in & 2 ? TORN_BEFORE : 0);
			walk_states(r);
			if (r->overflow)
				break;
		}
		if (!r->overflow)
			break;
	}
	run_clear(r);
}

/*
 * A function that calls itself, by whatever way, is walked until nothing new comes: its
 * states on return only ever grow. What was walked meanwhile and leans on it is walked
 * anew when it is next asked for.
 */
static void walk_transfer(struct run *r, struct transfer *t)
{
	struct walk *w = r->w;
	unsigned outer = w->leaning;
	unsigned char before[4];

	t->open = true;
	do {
		memcpy(before, t->out, sizeof(before));
		t->leans = 0;
		w->leaning = 0;
		walk_states_of(r, t);
	} while (t->leans && memcmp(before, t->out, sizeof(before)));
	t->open = false;
	w->leaning -= t->leans;
	if (w->leaning && t->tries < MAX_TRIES)
		t->tries++;
	else
		t->tries = 0;
	w->leaning += outer;
}

/* The transfer of the function and names that @in is open for. */
static struct transfer *transfer_in(struct run *in)
{
	char *key = transfer_key(in);
	void **at = map_put(&in->w->transfers, key);
	struct transfer *t = *at;

	if (!t) {
		*at = t = mem_alloc(sizeof(*t));
		walk_transfer(in, t);
	} else if (t->open) {
		t->leans++;
		in->w->leaning++;
	} else if (t->tries) {
		walk_transfer(in, t);
	}
	mem_free(key);
	return t;
}

/* What the call does to the device, or NULL where it does not see it. */
static struct transfer *transfer_of(struct run *r, const struct effect *call)
{
	struct run in;
	struct transfer *t = NULL;

	if (r->depth >= MAX_CALLS)
		return NULL;
	run_open(&in, r->w, call->callee);
	in.depth = r->depth + 1;
	for (size_t i = 0; i < r->n_names && in.n_names < WALK_MAX_NAMES; i++)
		in.n_names += effect_callee_names(call, r->names[i], in.names + in.n_names,
						  WALK_MAX_NAMES - in.n_names);
	if (in.n_names)
		t = transfer_in(&in);
	run_names_free(&in);
	return t;
}

static const struct transfer *transfer_with(struct walk *w, struct function *f, const char *device)
{
	const struct transfer *t;
	struct run in;

	run_open(&in, w, f);
	in.names[in.n_names++] = mem_strdup(device);
	t = transfer_in(&in);
	run_names_free(&in);
	return t;
}

void walk_summarise(struct walk *w, struct function *f, const char *device,
		    struct walk_summary *to)
{
	const struct transfer *t = transfer_with(w, f, device);

	*to = (struct walk_summary){ .hit = t->hit };
	memcpy(to->out, t->out, sizeof(to->out));
}

bool walk_leaves_torn(struct walk *w, struct function *f, const char *device)
{
	const struct transfer *t = transfer_with(w, f, device);

	return t->open || t->out[1] & (1 << 2 | 1 << 3);
}

static void note_torn(struct effects *e, char *device)
{
	enum { MAX_DEVICES = 64, MAX_NAME = 200 };

	for (size_t i = 0; device && i < e->torn.n; i++)
		if (!strcmp(e->torn.item[i], device)) {
			mem_free(device);
			return;
		}
	if (device && e->torn.n < MAX_DEVICES && strlen(device) < MAX_NAME)
		*array_push(&e->torn) = device;
	else
		mem_free(device);
}

const struct effects *walk_torn(struct walk *w, struct function *f)
{
	struct effects *e = effects_of(w->program, f, w->rule);

	if (e->torn_known)
		return e;
	if (e->torn_open || w->torn_depth >= MAX_CALLS) {
		w->torn_leaned = true;	/* a recursion: what asks may lack something */
		return e;
	}
	e->torn_open = true;
	w->torn_depth++;
	for (size_t i = 0; i < e->list.n; i++) {
		const struct effect *x = &e->list.item[i];
		const struct effects *inner;

		if (x->kind == EFFECT_TEARDOWN && (w->reach_any || x->pattern->reach != REACH_ANY))
			note_torn(e, mem_strdup(x->device));
		if (x->kind != EFFECT_CALL)
			continue;
		inner = walk_torn(w, x->callee);
		for (size_t k = 0; k < inner->torn.n; k++)
			if (walk_leaves_torn(w, x->callee, inner->torn.item[k]))
				note_torn(e, effect_caller_name(x, inner->torn.item[k]));
	}
	e->torn_open = false;
	w->torn_depth--;
	if (!w->torn_depth)
		w->torn_leaned = false;
	e->torn_known = !w->torn_leaned || e->torn_tries++ >= MAX_TRIES;
	return e;
}

static bool goes_along(const struct hits *hits, const struct effect *torn)
{
	for (size_t i = 0; i < hits->list.n; i++)
		for (size_t k = 0; k < hits->list.item[i].more.n; k++)
			if (hits->list.item[i].more.item[k] == torn)
				return true;
	return false;
}

static void hit_release(struct hit *h)
{
	array_free(&h->path);
	array_free(&h->more);
}

void walk_find(struct walk *w, struct function *f, const char *device, bool filled,
	       enum walk_end end, struct hits *hits)
{
	struct hits found = { 0 };
	struct run r;

	run_open(&r, w, f);
	r.names[r.n_names++] = mem_strdup(device);
	r.end = end;
	r.hits = &found;
	start(&r, filled, 0);
	walk_states(&r);
	if (r.overflow) {
		run_clear(&r);
		hits_release(&found);
		r.use_facts = false;
		start(&r, filled, 0);
		walk_states(&r);
	}
	run_clear(&r);
	run_names_free(&r);
	for (size_t i = 0; i < found.list.n; i++) {
		struct hit *h = &found.list.item[i];

		if (goes_along(&found, h->teardown))
			hit_release(h);
		else
			*array_push(&hits->list) = *h;
	}
	array_free(&found.list);
}

void hits_release(struct hits *h)
{
	for (size_t i = 0; i < h->list.n; i++)
		hit_release(&h->list.item[i]);
	array_free(&h->list);
}

/* Whether an effect has the device probed (1), ends the search (-1), or neither. */
static int probe_effect(struct run *r, const struct effect *e)
{
	const struct transfer *t;

	if (e->kind == EFFECT_FILL)
		return e->probes && same_or_holder(r, e->device);
	if (is_teardown(r, e) || (e->kind == EFFECT_RELEASE && same(r, e->device)))
		return -1;
	if (e->kind != EFFECT_CALL || !(t = transfer_of(r, e)) || t->open)
		return 0;
	if ((t->out[0] & 2) && effects_of(r->w->program, e->callee, r->w->rule)->calls_driver)
		return 1;
	return t->hit || t->teardown ? -1 : 0;
}

bool walk_probes(struct walk *w, struct function *f, const char *device)
{
	struct run r;
	bool found = false;

	run_open(&r, w, f);
	r.use_facts = false;
	r.names[r.n_names++] = mem_strdup(device);
	start(&r, false, 0);
	for (size_t i = 0; i < r.states.n && !found; i++) {
		struct state s = r.states.item[i];
		const size_t *of = r.effects->of_node.item + s.node;
		int what = 0;

		for (size_t k = of[0]; k < of[1] && !what; k++)
			what = probe_effect(&r, &r.effects->list.item[k]);
		found = what > 0;
		if (!what)
			leave(&r, &s, i);
	}
	run_clear(&r);
	run_names_free(&r);
	return found;
}

bool walk_inside(struct walk *w, const struct effect *call, const char *device,
		 enum effect_kind kind, struct function **in, const struct effect **what)
{
	struct run r = { .w = w };
	struct transfer *t;
	char *name;

	if (call->kind != EFFECT_CALL)
		return false;
	name = mem_strdup(device);
	r.names[r.n_names++] = name;
	t = transfer_of(&r, call);
	mem_free(name);
	*what = !t ? NULL : kind == EFFECT_RELEASE ? t->release : t->teardown;
	*in = call->callee;
	return *what;
}

void walk_open(struct walk *w, const struct program *p, const struct rule *rule)
{
	memset(w, 0, sizeof(*w));
	w->program = p;
	w->rule = rule;
	w->words = WALK_ALL;
	w->reach_any = true;
}

void walk_release(struct walk *w)
{
	for (size_t i = 0; i < w->transfers.n; i++)
		mem_free(w->transfers.entry[i].value);
	map_release(&w->transfers);
}
