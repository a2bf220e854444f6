// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/pathwalk.h"

#include <stdint.h>
#include <string.h>

#include "base/str.h"

enum { MAX_STATES = 20000, MAX_TORN = 32, MAX_CALLS = 200, MAX_TRIES = 2, MAX_DEVICES = 32,
       MAX_JOINS = 64, MAX_SET_IN = 16 };

#define BIT(i) (UINT64_C(1) << (i))
#define TORN_BEFORE 0xffffffffu	/* by the caller, before the function was entered */

struct state {
	int block;
	unsigned torn;		/* 0, 1 + the teardown's event, or TORN_BEFORE */
	unsigned allocated;	/* 1 + the EVENT_MANAGED that alone has filled devres, or 0 */
	bool filled;		/* devres may hold something */
	bool own;		/* the device still is what its value is now */
	uint64_t is, holds;	/* of each join: it is the device, it is the device's root */
	struct known known;
	int parent;		/* the state before it, or -1 */
};

struct transfer {		/* see walk.c */
	bool open;
	unsigned leans, tries;
	unsigned char out[4];
	bool hit;
	unsigned words;
	const struct event *release, *teardown;
};

struct run {			/* one device's walk through one function */
	struct pathwalk *p;
	struct body *b;
	struct events *events;
	int device, root;
	long long offset;	/* of the device behind its root */
	int joins[MAX_JOINS];	/* those that may be the device, or its root, on some path */
	size_t n_joins;
	int set_in[MAX_SET_IN];	/* blocks in which parts of the device's value are set anew */
	size_t n_set_in;
	enum walk_end end;
	bool use_facts;
	bool overflow;
	ARRAY(struct state) states;
	unsigned char *torn_seen;
	unsigned *slots;
	size_t n_slots;
	struct path_hits *hits;
	struct transfer *transfer;
	unsigned depth;
};

static void note_called(struct pathwalk *p, struct body *b, struct event *call);
static const struct transfer *transfer_from(struct run *r, const struct state *s,
					    const struct event *call, size_t *from);
static const struct transfer *transfer_of(struct run *r, const struct state *s,
					  const struct event *call);

static const struct ir_insn *insn_at(const struct run *r, size_t i)
{
	return &r->b->code->ir.insns.item[i];
}

static const struct ir_block *block_at(const struct run *r, int block)
{
	return &r->b->code->ir.blocks.item[r->b->f->first_block + block];
}

/* -- Which values the device has -- */

static int join_number(const struct run *r, int value)
{
	for (size_t i = 0; i < r->n_joins; i++)
		if (r->joins[i] == value)
			return (int)i;
	return -1;
}

/* Whether @value is the device, as far as the path has come. */
static bool same(const struct run *r, const struct state *s, int value)
{
	long long offset;
	int root, join;

	if (value < 0)
		return false;
	if (value == r->device)
		return s->own;
	join = join_number(r, value);
	if (join >= 0 && s->is & BIT(join))
		return true;
	root = value_root(&r->b->values, value, &offset);
	join = join_number(r, root);
	return join >= 0 && s->holds & BIT(join) && offset == r->offset;
}

/* Whether @value is of the structure that the device is in. */
static bool same_or_holder(const struct run *r, const struct state *s, int value)
{
	long long offset;
	int root = value < 0 ? -1 : value_root(&r->b->values, value, &offset), join;

	if (root == r->root && s->own)
		return true;
	join = join_number(r, root);
	return join >= 0 && (s->is | s->holds) & BIT(join);
}

/* Whether it is reached from that structure, or from what that was reached from. */
static bool reached(const struct run *r, const struct state *s, int value)
{
	const struct value *root = value_at(&r->b->values, r->root);

	if (value < 0)
		return false;
	if (s->own && value_holds(&r->b->values, value, r->root))
		return true;
	if (s->own && root->kind == VALUE_LOAD && value_holds(&r->b->values, value, root->a))
		return true;
	for (size_t i = 0; i < r->n_joins; i++)
		if ((s->is | s->holds) & BIT(i) &&
		    value_holds(&r->b->values, value, r->joins[i]))
			return true;
	return false;
}

/* Of a join or a select; 0: it is neither. */
static size_t n_ways(const struct values *v, const struct value *join)
{
	if (join->kind == VALUE_SELECT)
		return 2;
	if (join->kind != VALUE_JOIN)
		return 0;
	return v->edges.first.item[join->block + 1] - v->edges.first.item[join->block];
}

static int way_of(const struct values *v, const struct value *join, size_t edge)
{
	if (join->kind == VALUE_SELECT)
		return edge ? (int)join->number : join->b;
	return v->ways.item[v->joins.item[join->join].first + edge];
}

/* A select that chooses between others stands behind these. */
static void order_joins(struct run *r)
{
	for (size_t i = 1; i < r->n_joins; i++) {
		int value = r->joins[i];
		size_t k = i;

		for (; k && r->joins[k - 1] > value; k--)
			r->joins[k] = r->joins[k - 1];
		r->joins[k] = value;
	}
}

struct joins {			/* that events speak of, and that these are joins of */
	ARRAY(int) list;
	bool *has;		/* of each value */
};

static void add_join(const struct run *r, struct joins *all, int value)
{
	const struct values *v = &r->b->values;
	long long offset;

	value = value < 0 ? -1 : value_root(v, value, &offset);
	if (value < 0 || !n_ways(v, value_at(v, value)) || value == r->device || all->has[value])
		return;
	all->has[value] = true;
	*array_push(&all->list) = value;
}

static void collect_joins(const struct run *r, struct joins *all)
{
	const struct values *v = &r->b->values;

	for (size_t i = 0; i < r->events->list.n; i++) {
		const struct event *e = &r->events->list.item[i];

		add_join(r, all, e->device);
		for (size_t k = 0; k < e->devices.n; k++)
			add_join(r, all, e->devices.item[k]);
	}
	for (size_t i = 0; i < all->list.n; i++) {
		const struct value *x = value_at(v, all->list.item[i]);

		for (size_t k = 0; k < n_ways(v, x); k++)
			add_join(r, all, way_of(v, x, k));
	}
}

/* Whether a way of it may lead to the device. */
static bool may_be(const struct run *r, int join)
{
	const struct values *v = &r->b->values;
	const struct value *x = value_at(v, join);
	long long offset;

	for (size_t k = 0; k < n_ways(v, x); k++) {
		int way = way_of(v, x, k);

		if (way >= 0 && (way == r->device || way == r->root ||
				 join_number(r, value_root(v, way, &offset)) >= 0))
			return true;
	}
	return false;
}

/* Those that may be the device, one behind the other. */
static void find_joins(struct run *r)
{
	struct joins all = { .has = mem_alloc(r->b->values.list.n) };
	size_t n;

	collect_joins(r, &all);
	do {
		n = r->n_joins;
		for (size_t i = 0; i < all.list.n && r->n_joins < MAX_JOINS; i++)
			if (join_number(r, all.list.item[i]) < 0 && may_be(r, all.list.item[i]))
				r->joins[r->n_joins++] = all.list.item[i];
	} while (r->n_joins > n);
	order_joins(r);
	array_free(&all.list);
	mem_free(all.has);
}

/* The @i-th join is what @way was in @old. */
static void take_way(const struct run *r, const struct state *old, struct state *s, size_t i,
		     int way)
{
	int join = join_number(r, way);

	if (same(r, old, way))
		s->is |= BIT(i);
	if ((way == r->root && old->own) || (join >= 0 && old->holds & BIT(join)))
		s->holds |= BIT(i);
}

static void enter_joins(const struct run *r, const struct state *old, struct state *s, size_t edge)
{
	const struct values *v = &r->b->values;

	for (size_t i = 0; i < r->n_joins; i++) {
		const struct value *x = value_at(v, r->joins[i]);
		if (x->block != s->block)
			continue;
		s->is &= ~BIT(i);
		s->holds &= ~BIT(i);
		if (x->kind == VALUE_JOIN)
			take_way(r, old, s, i, way_of(v, x, edge));
	}
}

/* What the device's value is made of is set anew: what was torn down has it no more. */
static void enter_device(const struct run *r, struct state *s)
{
	for (size_t i = 0; i < r->n_set_in; i++)
		if (r->set_in[i] == s->block && s->torn) {
			s->own = false;
			if (!s->is && !s->holds)
				s->torn = 0;
		}
	if (!s->torn)
		s->own = true;
}

/* -- States -- */

static size_t hash(const struct state *s)
{
	size_t h = (size_t)s->block;

	h = h * 31 + s->torn;
	h = h * 31 + s->filled;
	h = h * 31 + s->own;
	h = h * 31 + s->allocated;
	h = h * 1000003 + s->is;
	h = h * 1000003 + s->holds;
	h = h * 1000003 + s->known.known;
	h = h * 1000003 + (s->known.value & s->known.known);
	return h ^ h >> 15;
}

static bool equal(const struct state *a, const struct state *b)
{
	return a->block == b->block && a->torn == b->torn && a->filled == b->filled &&
	       a->own == b->own && a->allocated == b->allocated && a->is == b->is &&
	       a->holds == b->holds && a->known.known == b->known.known &&
	       !((a->known.value ^ b->known.value) & a->known.known);
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

static size_t max_states(const struct run *r)
{
	size_t n = r->b->f->n_blocks * 8;

	return n > MAX_STATES ? n : MAX_STATES;
}

static void visit(struct run *r, const struct state *s)
{
	size_t k;

	if (r->states.n * 2 >= r->n_slots)
		rehash(r);
	for (k = hash(s) & (r->n_slots - 1); r->slots[k]; k = (k + 1) & (r->n_slots - 1))
		if (equal(&r->states.item[r->slots[k] - 1], s))
			return;
	if (r->states.n >= max_states(r) && r->use_facts) {
		r->overflow = true;
		return;
	}
	/* Without facts, a block reached with many teardowns pending is given up. */
	if (!r->use_facts && s->torn && s->torn != TORN_BEFORE &&
	    r->torn_seen[s->block]++ >= MAX_TORN)
		r->torn_seen[s->block] = MAX_TORN;
	if (!r->use_facts && r->torn_seen[s->block] >= MAX_TORN)
		return;
	*array_push(&r->states) = *s;
	r->slots[k] = r->states.n;
}

static const struct event *event_at(const struct run *r, unsigned one_more)
{
	return &r->events->list.item[one_more - 1];
}

/* -- Hits -- */

static void fill_path(const struct run *r, struct path_hit *h, int state)
{
	bool found = false;
	size_t n = 0;

	for (int i = state; i >= 0; i = r->states.item[i].parent)
		n++;
	for (size_t k = 0; k < n; k++)
		array_push(&h->blocks);
	for (int i = state; i >= 0; i = r->states.item[i].parent) {
		const struct state *s = &r->states.item[i];

		h->blocks.item[--n] = s->block;
		if (s->torn == 0 && !found) {
			h->torn_at = n;
			found = true;
		}
	}
}

static bool is_teardown(const struct run *r, const struct state *s, const struct event *e)
{
	if (e->kind != EVENT_TEARDOWN || !(r->p->words & 1u << e->pattern->word))
		return false;
	if (e->pattern->reach == REACH_ANY)
		return r->p->reach_any && reached(r, s, e->device);
	return same(r, s, e->device);
}

static bool leaves_torn(struct run *r, const struct state *s, const struct event *e)
{
	const struct transfer *t;

	if (e->kind != EVENT_CALL)
		return is_teardown(r, s, e);
	t = transfer_of(r, s, e);
	return t && t->words & r->p->words;
}

static void note_more(struct run *r, const struct state *s, struct path_hit *h)
{
	for (size_t k = h->torn_at; k < h->blocks.n; k++) {
		const size_t *of = r->events->of_block.item + h->blocks.item[k];

		for (size_t i = of[0]; i < of[1]; i++) {
			const struct event *e = &r->events->list.item[i];

			if (e == h->release)
				return;
			if (e->insn > h->teardown->insn && leaves_torn(r, s, e))
				*array_push(&h->more) = e;
		}
	}
}

static void note_hit(struct run *r, const struct state *s, int state, const struct event *release,
		     unsigned line)
{
	const struct event *torn;
	struct path_hit *h;

	if (r->transfer && s->torn == TORN_BEFORE) {
		r->transfer->hit = true;
		if (!r->transfer->release)
			r->transfer->release = release;
	}
	if (!r->hits || !s->torn || s->torn == TORN_BEFORE)
		return;
	torn = event_at(r, s->torn);
	for (size_t i = 0; i < r->hits->list.n; i++)
		if (r->hits->list.item[i].teardown == torn)
			return;
	h = array_push(&r->hits->list);
	h->body = r->b;
	h->teardown = torn;
	h->release = release;
	h->return_line = line;
	fill_path(r, h, state);
	note_more(r, s, h);
}

/* -- What events do -- */

struct live {			/* the states that a block's events have led to so far, each once */
	ARRAY(struct state) list;
};

static void add_live(struct live *l, const struct state *s)
{
	for (size_t i = 0; i < l->list.n; i++)
		if (equal(&l->list.item[i], s))
			return;
	*array_push(&l->list) = *s;
}

static void apply_transfer(struct run *r, const struct state *s, int state, size_t event,
			   const struct transfer *t, struct live *to)
{
	const struct event *e = &r->events->list.item[event];
	unsigned in = s->filled | (s->torn ? 2 : 0);

	if (t->hit && s->torn)
		note_hit(r, s, state, e, 0);
	for (unsigned out = 0; out < 4; out++) {
		struct state next = *s;

		if (!(t->out[in] & 1u << out))
			continue;
		next.filled = out & 1;
		if (!(out & 2) || (!s->torn && !(t->words & r->p->words)))
			next.torn = 0;
		else if (!s->torn)
			next.torn = (unsigned)event + 1;
		add_live(to, &next);
		if (next.torn && t->hit && t->words & r->p->words) {	/* torn, released, torn */
			next.torn = (unsigned)event + 1;
			add_live(to, &next);
		}
	}
}

/* A device that is handed twice: what is done to either may be what is done in the end. */
static void apply_call(struct run *r, const struct state *s, int state, size_t event,
		       struct live *to)
{
	const struct event *e = &r->events->list.item[event];
	const struct transfer *t;
	size_t from = 0;

	while ((t = transfer_from(r, s, e, &from)))
		apply_transfer(r, s, state, event, t, to);
	if (!from)
		add_live(to, s);
}

static const char *called(const struct run *r, const struct event *e)
{
	const struct ir_operand *o = &r->b->code->ir.operands.item[insn_at(r, e->insn)->first];

	return o->kind == IR_NAME ? ir_name(&r->b->code->ir, o->name) : "";
}

/* As in check: what the function has registered itself a moment before has no driver yet. */
static bool never_bound(const struct run *r, const struct state *s, const struct event *release)
{
	const char *name = called(r, release);

	if (!strstr(name, "_del") && !strstr(name, "unregister"))
		return false;
	for (size_t i = 0; i < r->events->list.n; i++) {
		const struct event *e = &r->events->list.item[i];

		if (e->kind == EVENT_FILL && !e->probes && same(r, s, e->device) &&
		    (strstr(called(r, e), "device_add") || strstr(called(r, e), "device_register")))
			return true;
	}
	return false;
}

static void configure(const struct run *r, struct state *s, const struct event *e)
{
	bool part = e->pattern && e->pattern->reach == REACH_ANY;

	if (e->device >= 0 && !same(r, s, e->device) && !reached(r, s, e->device))
		return;
	if (!part) {
		s->torn = 0;
		s->filled = false;
	} else if (s->torn && s->torn != TORN_BEFORE &&
		   event_at(r, s->torn)->kind == EVENT_TEARDOWN &&
		   event_at(r, s->torn)->pattern->reach == REACH_ANY) {
		s->torn = 0;
	}
}

static void apply(struct run *r, struct state *s, int state, size_t event)
{
	const struct event *e = &r->events->list.item[event];

	switch (e->kind) {
	case EVENT_TEARDOWN:
		if (is_teardown(r, s, e) && s->filled && !s->torn)
			s->torn = (unsigned)event + 1;
		break;
	case EVENT_RELEASE:
		if (!same(r, s, e->device) || never_bound(r, s, e))
			break;
		if (s->torn)
			note_hit(r, s, state, e, 0);
		s->torn = 0;
		s->filled = false;
		break;
	case EVENT_CONFIGURE:
		configure(r, s, e);
		break;
	case EVENT_MANAGED:
		if (!same_or_holder(r, s, e->device))
			break;
		s->allocated = s->filled ? 0 : (unsigned)event + 1;
		s->filled = true;
		break;
	case EVENT_FILL:
		if (r->p->any_probe && e->probes && e->through_member)
			s->filled = true;
		else if (!r->p->managed_only && (e->probes || !r->transfer))
			s->filled |= same_or_holder(r, s, e->device);
		break;
	case EVENT_CALL:
		break;
	}
	if (!s->torn)
		s->own = true;
}

/* Whether the branch's way @side means that what s->allocated asked for was not given. */
static bool allocation_failed(const struct run *r, const struct state *s, int side)
{
	const struct facts *f = &r->b->facts;
	int asked = f->asked[s->block];
	const struct value *x = asked < 0 ? NULL : value_at(&r->b->values, asked);
	long long insn = (long long)event_at(r, s->allocated)->insn;
	bool is = (side == 0) != f->inverted[s->block];

	if (!x)
		return false;
	if (x->kind == VALUE_OPAQUE)
		return x->number == insn && !is;
	if (x->kind != VALUE_OP || x->a < 0)
		return false;
	is ^= x->op == IR_SETB;		/* IS_ERR() is "not below" */
	x = value_at(&r->b->values, x->a);
	return x->kind == VALUE_OPAQUE && x->number == insn && is;
}

/* The first join from @i on that is a select of @block; NULL: none. */
static const struct value *select_from(const struct run *r, int block, size_t *i)
{
	for (; *i < r->n_joins; ++*i) {
		const struct value *x = value_at(&r->b->values, r->joins[*i]);

		if (x->kind == VALUE_SELECT && x->block == block)
			return x;
	}
	return NULL;
}

/* A block is entered once for each of its selects' choices that matters. */
static void choose(struct run *r, const struct state *s, size_t first)
{
	const struct values *v = &r->b->values;
	struct state way[2] = { *s, *s };
	size_t i = first;
	const struct value *x = select_from(r, s->block, &i);

	if (!x) {
		visit(r, s);
		return;
	}
	for (size_t k = 0; k < 2; k++)
		take_way(r, s, &way[k], i, way_of(v, x, k));
	if (way[0].is == way[1].is && way[0].holds == way[1].holds) {
		choose(r, &way[0], i + 1);
		return;
	}
	for (size_t k = 0; k < 2; k++)
		if (!r->use_facts || facts_suppose(&r->b->facts, &way[k].known, x->a, !k))
			choose(r, &way[k], i + 1);
}

static void go(struct run *r, const struct state *old, struct state next, int to)
{
	const struct edges *e = &r->b->values.edges;

	for (size_t k = e->first.item[to]; k < e->first.item[to + 1]; k++) {
		struct state s = next;

		if (e->from.item[k] != old->block)
			continue;
		s.block = to;
		if (r->use_facts)
			s.known = facts_enter(&r->b->facts, next.known, to,
					      k - e->first.item[to]);
		enter_joins(r, old, &s, k - e->first.item[to]);
		enter_device(r, &s);
		choose(r, &s, 0);
		return;
	}
}

static void leave_branch(struct run *r, const struct state *s, struct state next,
			 const struct ir_block *b)
{
	for (int side = 0; side < 2; side++) {
		struct state way = next;

		if (b->to[side] < 0 || (r->use_facts &&
					!facts_take(&r->b->facts, &way.known, s->block, side)))
			continue;
		if (s->allocated && allocation_failed(r, s, side)) {
			way.filled = false;
			way.allocated = 0;
		}
		go(r, s, way, b->to[side]);
	}
}

static void leave(struct run *r, const struct state *s, int state)
{
	const struct ir_block *b = block_at(r, s->block);
	enum ir_op op = b->last > b->first ? insn_at(r, b->last - 1)->op : IR_UNREACHABLE;
	struct state next = *s;

	next.parent = state;
	if (op == IR_BR && b->to[0] >= 0)
		go(r, s, next, b->to[0]);
	else if (op == IR_CBR)
		leave_branch(r, s, next, b);
	else if (op == IR_SWITCH || op == IR_JUMP)
		for (size_t i = 0; i < b->n_cases; i++)
			if (r->b->code->ir.cases.item[b->first_case + i].block >= 0)
				go(r, s, next, r->b->code->ir.cases.item[b->first_case + i].block);
}

static bool returns_zero(struct run *r, const struct state *s, const struct ir_insn *ret)
{
	int value = ret->n ? value_of(&r->b->values,
				      &r->b->code->ir.operands.item[ret->first]) : -1;

	return facts_of(&r->b->facts, &s->known, value) == 0;
}

/* sparse gives the end of a function the line where that begins: it is looked for in the source. */
static unsigned return_line(const struct run *r, const struct state *s)
{
	const struct function *f = r->b->source;
	unsigned line = r->b->sites.line[s->block];

	if (!f)
		return line;
	for (int i = s->parent; line <= f->line && i >= 0; i = r->states.item[i].parent)
		line = r->b->sites.line[r->states.item[i].block];
	for (size_t i = f->first; i < f->last; i++)
		if (f->unit->tokens.list.item[i].line >= line &&
		    token_is_word(&f->unit->tokens, i, "return"))
			return f->unit->tokens.list.item[i].line;
	return f->end_line;
}

static void reach_end(struct run *r, const struct state *s, int state)
{
	const struct ir_block *b = block_at(r, s->block);
	const struct ir_insn *last = b->last > b->first ? insn_at(r, b->last - 1) : NULL;

	if (!last || last->op != IR_RET)
		return;
	if (r->transfer) {
		const struct state *start = &r->states.item[0];

		r->transfer->out[start->filled | (start->torn ? 2 : 0)] |=
			1u << (s->filled | (s->torn ? 2 : 0));
		if (s->torn && s->torn != TORN_BEFORE) {
			const struct event *e = event_at(r, s->torn);
			const struct transfer *t = e->kind == EVENT_CALL ? transfer_of(r, s, e) :
									  NULL;

			r->transfer->words |= e->kind != EVENT_CALL ? 1u << e->pattern->word :
					      t ? t->words : 0;
			if (!r->transfer->teardown)
				r->transfer->teardown = e;
		}
	}
	if (s->torn && (r->end == END_RELEASES ||
			(r->end == END_FAILURE_RELEASES && !returns_zero(r, s, last))))
		note_hit(r, s, state, NULL, return_line(r, &r->states.item[state]));
}

/* Takes a state through its block, and on to the blocks behind it. */
static void advance(struct run *r, int state)
{
	struct live now = { 0 }, next = { 0 };
	const size_t *of = r->events->of_block.item + r->states.item[state].block;

	add_live(&now, &r->states.item[state]);
	for (size_t e = of[0]; e < of[1]; e++) {
		struct live swap = now;

		next.list.n = 0;
		for (size_t i = 0; i < now.list.n; i++) {
			if (r->events->list.item[e].kind == EVENT_CALL) {
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

static void walk_from(struct run *r, bool filled, unsigned torn)
{
	struct state s = { .filled = filled, .torn = torn, .own = true, .parent = -1 };

	mem_free(r->torn_seen);
	r->torn_seen = mem_alloc(r->b->f->n_blocks);
	choose(r, &s, 0);
	for (size_t i = 0; i < r->states.n; i++)
		advance(r, (int)i);
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

static void run_open(struct run *r, struct pathwalk *p, struct body *b, int device)
{
	memset(r, 0, sizeof(*r));
	r->p = p;
	r->b = b;
	r->events = (struct events *)path_devices(p, b);
	r->device = device;
	r->root = value_root(&b->values, device, &r->offset);
	r->n_set_in = facts_set_in(&b->values, device, r->set_in, MAX_SET_IN);
	if (r->n_set_in > MAX_SET_IN)
		r->n_set_in = 0;
	r->use_facts = !p->blind;
	find_joins(r);
}

/* -- What callers must know -- */

static void walk_states_of(struct run *r, struct transfer *t)
{
	r->transfer = t;
	for (;; r->use_facts = false) {
		for (unsigned in = 0; in < 4; in++) {
			run_clear(r);
			walk_from(r, in & 1, in & 2 ? TORN_BEFORE : 0);
			if (r->overflow)
				break;
		}
		if (!r->overflow)
			break;
	}
	run_clear(r);
}

/* As in check/walk.c: until nothing new comes of a function that calls itself. */
static void walk_transfer(struct run *r, struct transfer *t)
{
	struct pathwalk *p = r->p;
	unsigned outer = p->leaning;
	unsigned char before[4];

	t->open = true;
	do {
		memcpy(before, t->out, sizeof(before));
		t->leans = 0;
		p->leaning = 0;
		walk_states_of(r, t);
	} while (t->leans && memcmp(before, t->out, sizeof(before)));
	t->open = false;
	p->leaning -= t->leans;
	if (p->leaning && t->tries < MAX_TRIES)
		t->tries++;
	else
		t->tries = 0;
	p->leaning += outer;
}

static struct transfer *transfer_in(struct pathwalk *p, struct body *b, int device, unsigned depth)
{
	char *key = mem_printf("%p|%d", (void *)b, device);
	void **at = map_put(&p->transfers, key);
	struct transfer *t = *at;

	mem_free(key);
	if (t && t->open) {
		t->leans++;
		p->leaning++;
	} else if (!t || t->tries) {
		struct run in;

		if (!t)
			*at = t = mem_alloc(sizeof(*t));
		run_open(&in, p, b, device);
		in.depth = depth;
		walk_transfer(&in, t);
	}
	return t;
}

static struct transfer *transfer_told(struct pathwalk *p, const struct summary_device *d)
{
	char *key = mem_printf("%p", (const void *)d);
	void **at = map_put(&p->transfers, key);
	struct transfer *t = *at;

	mem_free(key);
	if (t)
		return t;
	*at = t = mem_alloc(sizeof(*t));
	memcpy(t->out, d->out, sizeof(t->out));
	t->hit = d->hit;
	t->words = d->words;
	return t;
}

static bool tells(const struct pathwalk *p, const struct summary_device *d)
{
	return !strcmp(d->rule, p->rule->name);
}

/* A summary of what holds the device tells of what is only reached from it. */
static bool is_told_of(struct run *r, const struct state *s, const struct summary_device *d,
		       int device)
{
	return same(r, s, device) ||
	       (r->p->reach_any && d->words == WALK_BUS && same_or_holder(r, s, device));
}

/* The device in the callee, where an argument is of the structure that the device is in; or -1. */
static int device_handed(struct run *r, const struct state *s, const struct event *call)
{
	struct values *to = &call->callee->values;

	for (size_t i = 0; i < call->args.n; i++) {
		long long offset;

		if (!same_or_holder(r, s, call->args.item[i]))
			continue;
		value_root(&r->b->values, call->args.item[i], &offset);
		body_open(call->callee);
		return value_add(to, value_arg(to, (long long)i + 1), r->offset - offset);
	}
	return -1;
}

static const struct transfer *told_from(struct run *r, const struct state *s,
					const struct event *call, size_t *from)
{
	for (size_t k = *from; k < call->summary->devices.n; k++)
		if (tells(r->p, &call->summary->devices.item[k]) &&
		    is_told_of(r, s, &call->summary->devices.item[k], call->devices.item[k])) {
			*from = k + 1;
			return transfer_told(r->p, &call->summary->devices.item[k]);
		}
	return NULL;
}

/*
 * What the call does to the device, or NULL where it does not see it: by what it does to the
 * @from-th of those that it is handed, or the next that is the same; *@from: behind that.
 */
static const struct transfer *transfer_from(struct run *r, const struct state *s,
					    const struct event *call, size_t *from)
{
	const struct events *in;
	int device;

	if (r->depth >= MAX_CALLS || call->kind != EVENT_CALL)
		return NULL;
	if (call->summary)
		return told_from(r, s, call, from);
	in = events_of(call->callee, r->p->rule);
	if (call->devices.n < in->devices.n)	/* it was named while the callee was open */
		note_called(r->p, r->b, (struct event *)call);
	for (size_t k = *from; k < in->devices.n && k < call->devices.n; k++)
		if (same(r, s, call->devices.item[k])) {
			*from = k + 1;
			return transfer_in(r->p, call->callee, in->devices.item[k], r->depth + 1);
		}
	device = r->p->reach_any && !*from ? device_handed(r, s, call) : -1;
	*from += device >= 0;
	return device < 0 ? NULL : transfer_in(r->p, call->callee, device, r->depth + 1);
}

static const struct transfer *transfer_of(struct run *r, const struct state *s,
					  const struct event *call)
{
	size_t from = 0;

	return transfer_from(r, s, call, &from);
}

/* -- The devices of a function -- */

/* The argument that a value was reached from, or -1. */
static int argument_behind(const struct values *v, int value)
{
	while (value >= 0 && value_at(v, value)->kind != VALUE_ARG)
		value = value_at(v, value)->a;
	return value;
}

static void note_device(struct body *b, struct events *e, int device)
{
	const struct value *x = device < 0 ? NULL : value_at(&b->values, device);

	if (!x || x->kind == VALUE_NUMBER || x->kind == VALUE_UNDEF || e->devices.n >= MAX_DEVICES)
		return;
	for (size_t i = 0; i < e->devices.n; i++)
		if (e->devices.item[i] == device)
			return;
	*array_push(&e->devices) = device;
	for (size_t k = 0; k < n_ways(&b->values, value_at(&b->values, device)); k++)
		note_device(b, e, way_of(&b->values, value_at(&b->values, device), k));
}

/* What the callee does something to, named as here. */
static void note_called(struct pathwalk *p, struct body *b, struct event *call)
{
	size_t n = call->summary ? call->summary->devices.n : 0;
	const struct events *in = call->callee ? path_devices(p, call->callee) : NULL;

	call->devices.n = 0;
	for (size_t k = 0; k < n; k++) {
		const struct summary_device *d = &call->summary->devices.item[k];
		int value = summary_device_value(&b->values, call->insn, d->device,
						 call->args.item, call->args.n);

		*array_push(&call->devices) = value;
	}
	for (size_t k = 0; in && k < in->devices.n; k++) {
		char *text = summary_device_text(&call->callee->values, in->devices.item[k]);
		int value = text ? summary_device_value(&b->values, call->insn, text,
							call->args.item, call->args.n) : -1;

		*array_push(&call->devices) = value;
		mem_free(text);
	}
}

const struct events *path_devices(struct pathwalk *p, struct body *b)
{
	struct events *e = events_of(b, p->rule);

	if (e->devices_known || e->devices_open)
		return e;
	e->devices_open = true;
	for (size_t i = 0; i < e->list.n; i++) {
		struct event *x = &e->list.item[i];

		if (x->kind == EVENT_CALL)
			note_called(p, b, x);
		else if (x->kind != EVENT_FILL || x->probes)
			note_device(b, e, x->device);
		if (x->pattern && x->pattern->reach == REACH_ANY && x->device >= 0)
			note_device(b, e, argument_behind(&b->values, x->device));
		for (size_t k = 0; k < x->devices.n; k++)
			note_device(b, e, x->devices.item[k]);
	}
	e->devices_open = false;
	e->devices_known = true;
	return e;
}

/* -- For those who ask -- */

void pathwalk_open(struct pathwalk *p, const struct rule *rule)
{
	*p = (struct pathwalk){ .rule = rule, .words = WALK_ALL, .reach_any = true };
}

void pathwalk_release(struct pathwalk *p)
{
	for (size_t i = 0; i < p->transfers.n; i++)
		mem_free(p->transfers.entry[i].value);
	map_release(&p->transfers);
}

static bool has_more(const struct path_hit *h, const struct event *torn)
{
	for (size_t k = 0; k < h->more.n; k++)
		if (h->more.item[k] == torn)
			return true;
	return false;
}

/* Whether one that is still there has it among its more. */
static bool goes_along(const struct path_hits *hits, const bool done[], size_t hit)
{
	for (size_t i = 0; i < hits->list.n; i++)
		if (!done[i] && i != hit &&
		    has_more(&hits->list.item[i], hits->list.item[hit].teardown))
			return true;
	return false;
}

static void hit_release(struct path_hit *h)
{
	array_free(&h->blocks);
	array_free(&h->more);
}

void path_hits_release(struct path_hits *h)
{
	for (size_t i = 0; i < h->list.n; i++)
		hit_release(&h->list.item[i]);
	array_free(&h->list);
}

/* The next of those that are left: one that goes along with no other, where there is one. */
static size_t first_left(const struct path_hits *found, const bool done[])
{
	size_t first = NOWHERE;

	for (size_t i = 0; i < found->list.n; i++) {
		if (done[i])
			continue;
		if (!goes_along(found, done, i))
			return i;
		if (first == NOWHERE)
			first = i;
	}
	return first;
}

/* Moves the hits to @hits, but for those that only go along with one that is there. */
static void keep_first(struct path_hits *found, struct path_hits *hits)
{
	bool *done = mem_alloc(found->list.n + 1), *drop = mem_alloc(found->list.n + 1);
	size_t next;

	while ((next = first_left(found, done)) != NOWHERE) {
		done[next] = true;
		for (size_t i = 0; i < found->list.n; i++)
			if (!done[i] && has_more(&found->list.item[next],
						 found->list.item[i].teardown))
				done[i] = drop[i] = true;
	}
	for (size_t i = 0; i < found->list.n; i++)
		if (drop[i])
			hit_release(&found->list.item[i]);
		else
			*array_push(&hits->list) = found->list.item[i];
	mem_free(done);
	mem_free(drop);
	array_free(&found->list);
}

void pathwalk_find(struct pathwalk *p, struct body *b, int device, bool filled, enum walk_end end,
		struct path_hits *hits)
{
	struct path_hits found = { 0 };
	struct run r;

	run_open(&r, p, b, device);
	r.end = end;
	r.hits = &found;
	walk_from(&r, filled, 0);
	if (r.overflow) {
		run_clear(&r);
		path_hits_release(&found);
		r.use_facts = false;
		walk_from(&r, filled, 0);
	}
	run_clear(&r);
	keep_first(&found, hits);
}

bool path_tears_down(struct pathwalk *p, struct body *b, const struct event *e)
{
	(void)b;
	if (e->kind == EVENT_TEARDOWN)
		return p->reach_any || e->pattern->reach != REACH_ANY;
	if (e->kind != EVENT_CALL)
		return false;
	for (size_t k = 0; k < e->devices.n; k++) {
		const struct transfer *t;

		if (e->devices.item[k] < 0)
			continue;
		if (e->summary)
			t = tells(p, &e->summary->devices.item[k]) ?
			    transfer_told(p, &e->summary->devices.item[k]) : NULL;
		else
			t = transfer_in(p, e->callee,
					events_of(e->callee, p->rule)->devices.item[k], 0);
		if (t && t->out[1] & (1 << 2 | 1 << 3))
			return true;
	}
	return false;
}

/* Whether an event has the device probed (1), ends the search (-1), or neither. */
static int probe_event(struct run *r, const struct state *s, const struct event *e)
{
	const struct transfer *t;

	if (e->kind == EVENT_FILL)
		return e->probes && same_or_holder(r, s, e->device);
	if (is_teardown(r, s, e) || (e->kind == EVENT_RELEASE && same(r, s, e->device)))
		return -1;
	if (e->kind != EVENT_CALL || !(t = transfer_of(r, s, e)) || t->open)
		return 0;
	if ((t->out[0] & 2) && (e->summary ? e->summary->calls_driver :
				events_of(e->callee, r->p->rule)->calls_driver))
		return 1;
	return t->hit || t->words ? -1 : 0;
}

bool pathwalk_probes(struct pathwalk *p, struct body *b, int device)
{
	struct state first = { .own = true, .parent = -1 };
	struct run r;
	bool found = false;

	run_open(&r, p, b, device);
	r.use_facts = false;
	r.torn_seen = mem_alloc(b->f->n_blocks);
	choose(&r, &first, 0);
	for (size_t i = 0; i < r.states.n && !found; i++) {
		struct state s = r.states.item[i];
		const size_t *of = r.events->of_block.item + s.block;
		int what = 0;

		for (size_t k = of[0]; k < of[1] && !what; k++)
			what = probe_event(&r, &s, &r.events->list.item[k]);
		found = what > 0;
		if (!what)
			leave(&r, &s, (int)i);
	}
	run_clear(&r);
	return found;
}

bool pathwalk_inside(struct pathwalk *p, struct body *b, const struct event *call, int device,
		  bool release, struct path_inside *to)
{
	struct state s = { .own = true };
	const struct events *in;
	const struct transfer *t;
	struct run r;

	memset(to, 0, sizeof(*to));
	if (call->kind != EVENT_CALL)
		return false;
	run_open(&r, p, b, device);
	in = call->callee ? events_of(call->callee, p->rule) : NULL;
	for (size_t k = 0; k < call->devices.n; k++) {
		if (!same(&r, &s, call->devices.item[k]))
			continue;
		if (call->summary && tells(p, &call->summary->devices.item[k])) {
			to->summary = &call->summary->devices.item[k];
			return true;
		}
		if (!in || k >= in->devices.n)
			continue;
		t = transfer_in(p, call->callee, in->devices.item[k], 0);
		to->body = call->callee;
		to->device = in->devices.item[k];
		to->event = release ? t->release : t->teardown;
		return to->event;
	}
	return false;
}

bool pathwalk_summarise(struct pathwalk *p, struct body *b, int device, struct summary_device *to)
{
	const struct transfer *t = transfer_in(p, b, device, 0);
	bool any = t->hit;

	memcpy(to->out, t->out, sizeof(to->out));
	to->hit = t->hit;
	to->words = t->words;
	to->probes = pathwalk_probes(p, b, device);
	for (unsigned in = 0; in < 4; in++)
		any |= t->out[in] != 1u << in;
	return any;
}

const struct event *pathwalk_event(struct pathwalk *p, struct body *b, int device, bool release)
{
	const struct transfer *t = transfer_in(p, b, device, 0);

	return release ? t->release : t->teardown;
}

/* Which way the path goes on from its @i-th block: 0, 1; -1 where that is no branch of two ways. */
static int side_taken(const struct body *b, const struct path_hit *h, size_t i)
{
	const struct ir_block *at = &b->code->ir.blocks.item[b->f->first_block +
							     h->blocks.item[i]];
	enum ir_op op = at->last > at->first ? b->code->ir.insns.item[at->last - 1].op : IR_BR;

	if (op != IR_CBR || at->to[0] == at->to[1])
		return -1;
	return at->to[0] == h->blocks.item[i + 1] ? 0 : 1;
}

static size_t edge_number(const struct values *v, int from, int to)
{
	size_t first = v->edges.first.item[to];

	for (size_t k = first; k < v->edges.first.item[to + 1]; k++)
		if (v->edges.from.item[k] == from)
			return k - first;
	return NOWHERE;
}

/* Notes in @since where facts have come to be known. */
static void note_since(const struct known *old, const struct known *now, size_t at, size_t since[])
{
	for (size_t i = 0; i < FACTS_MAX; i++) {
		unsigned bit = 1u << i;

		if (now->known & bit && (!(old->known & bit) || (old->value ^ now->value) & bit))
			since[i] = at;
	}
}

bool path_ruled_out(struct body *b, const struct path_hit *h, size_t *at, bool *constant,
		    size_t *before)
{
	struct known known = { 0 };
	size_t since[FACTS_MAX] = { 0 };

	*before = NOWHERE;
	for (size_t i = 0; i + 1 < h->blocks.n; i++) {
		int block = h->blocks.item[i], side = side_taken(b, h, i);
		struct known old = known;
		size_t edge;

		*at = i;
		*constant = side >= 0 && facts_constant(&b->facts, block) >= 0;
		if (side >= 0 && !facts_take(&b->facts, &known, block, side)) {
			int fact = facts_number(&b->facts, b->facts.asked[block]);

			*before = fact < 0 ? NOWHERE : since[fact];
			return true;
		}
		note_since(&old, &known, i, since);
		edge = edge_number(&b->values, block, h->blocks.item[i + 1]);
		if (edge == NOWHERE)
			return false;
		old = known;
		known = facts_enter(&b->facts, known, h->blocks.item[i + 1], edge);
		note_since(&old, &known, i, since);
	}
	return false;
}
