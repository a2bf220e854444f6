// SPDX-License-Identifier: GPL-2.0
#include "sparse/value.h"

#include <stdint.h>
#include <string.h>

#include "sparse/join.h"

enum { MAX_ROUNDS = 8, MAX_DEPTH = 400, MAX_PARTS = 64 };

enum { MAX_OVERLAPS = 1024, POINTER_BITS = 64, LONG_WAY = 64,
       MIN_JOINS = 200000, JOINS_OF_INSN = 16 };

enum cell_kind { CELL_VARIABLE, CELL_PHI, CELL_MEMORY, CELL_BASE };

struct store {
	size_t insn;
	bool whole;		/* it sets just this place, not more or only a part */
	bool zero;		/* it sets this place and more, to 0 */
};

struct cell {			/* a place that the function stores to, or loads from */
	enum cell_kind kind;
	long long a, b;		/* variable and offset; the phi's instruction; value and offset */
	unsigned bits;
	int next;		/* another cell of that variable or value, or -1; BASE: the first */
	unsigned n;		/* BASE: how many */
	ARRAY(struct store) stores;	/* in the order of instructions */
};

struct memo {			/* what a place holds where a block begins */
	int block, cell, value;
};

struct table {			/* an open hash of indices: 1 + index, or 0 */
	unsigned *slot;
	size_t slots, n;
};

struct value_cells {
	ARRAY(struct cell) cells;
	struct table values, by_place;
	int *reg;		/* of each register: its value, or -1 */
	size_t *set_by;		/* of each register: its instruction, or NOWHERE */
	struct table memos;	/* of memo */
	ARRAY(struct memo) memo;
	size_t max_joins;
	struct table phis;	/* of phi_of */
	ARRAY(struct { long long phi; int cell; }) phi_of;	/* a phisrc's target: whose it is */
	int *block_of;		/* of each instruction of the function */
	bool *reached;		/* of each block */
	bool *used;		/* of each join, in this round */
	size_t n_used;
	unsigned depth;
};

static uint64_t mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

static void table_grow(struct table *t)
{
	mem_free(t->slot);
	t->slots = t->slots ? t->slots * 2 : 64;
	t->slot = mem_alloc(t->slots * sizeof(*t->slot));
}

/* -- Values, each once -- */

static uint64_t value_hash(const struct value *x)
{
	uint64_t h = mix(x->kind, x->op);

	h = mix(h, (uint64_t)x->a << 32 | (uint32_t)x->b);
	return mix(mix(h, (uint64_t)x->number), (uint64_t)x->block);
}

static bool value_equal(const struct value *x, const struct value *y)
{
	return x->kind == y->kind && x->op == y->op && x->a == y->a && x->b == y->b &&
	       x->number == y->number && x->block == y->block;
}

static size_t value_slot(const struct values *v, const struct value *x)
{
	const struct table *t = &v->cells->values;
	size_t i = value_hash(x) & (t->slots - 1);

	while (t->slot[i] && !value_equal(&v->list.item[t->slot[i] - 1], x))
		i = (i + 1) & (t->slots - 1);
	return i;
}

static int same_as(const struct values *v, int value)
{
	int *same = v->same.item;

	while (same[value] != value)
		value = same[value] = same[same[value]];
	return value;
}

static int make(struct values *v, struct value x)
{
	struct table *t = &v->cells->values;
	size_t at;

	if ((v->list.n + 1) * 2 > t->slots) {
		table_grow(t);
		for (size_t i = 0; i < v->list.n; i++)
			t->slot[value_slot(v, &v->list.item[i])] = i + 1;
	}
	at = value_slot(v, &x);
	if (!t->slot[at]) {
		*array_push(&v->list) = x;
		*array_push(&v->same) = v->list.n - 1;
		t->slot[at] = v->list.n;
	}
	return same_as(v, t->slot[at] - 1);
}

static int make_leaf(struct values *v, enum value_kind kind, long long number)
{
	return make(v, (struct value){ .kind = kind, .a = -1, .b = -1, .number = number,
				       .block = -1, .join = -1 });
}

static int make_number(struct values *v, long long number)
{
	return make_leaf(v, VALUE_NUMBER, number);
}

/* The block that an instruction stands in. */
static int block_of(const struct values *v, size_t insn)
{
	return v->cells->block_of[insn - v->ir->blocks.item[v->f->first_block].first];
}

static int make_opaque(struct values *v, size_t insn)
{
	return make(v, (struct value){ .kind = VALUE_OPAQUE, .a = -1, .b = -1,
				       .number = (long long)insn, .join = -1,
				       .block = block_of(v, insn) });
}

int value_arg(struct values *v, long long arg)
{
	return make_leaf(v, VALUE_ARG, arg);
}

static long long sum(long long a, long long b)
{
	return (long long)((unsigned long long)a + (unsigned long long)b);
}

int value_add(struct values *v, int a, long long offset)
{
	struct value x = *value_at(v, a);

	if (x.kind == VALUE_NUMBER)
		return make_number(v, sum(x.number, offset));
	if (x.kind == VALUE_ADD)
		return value_add(v, x.a, sum(x.number, offset));
	if (!offset)
		return a;
	return make(v, (struct value){ .kind = VALUE_ADD, .a = a, .b = -1, .number = offset,
				       .block = -1, .join = -1 });
}

int value_load(struct values *v, int a, long long offset)
{
	long long more;

	a = value_root(v, a, &more);
	return make(v, (struct value){ .kind = VALUE_LOAD, .a = a, .b = -1,
				       .number = sum(offset, more), .block = -1, .join = -1 });
}

int value_root(const struct values *v, int value, long long *offset)
{
	const struct value *x = value_at(v, value);

	*offset = x->kind == VALUE_ADD ? x->number : 0;
	return x->kind == VALUE_ADD ? x->a : value;
}

static bool is_number(const struct values *v, int value, long long *number)
{
	*number = value_at(v, value)->number;
	return value_at(v, value)->kind == VALUE_NUMBER;
}

static bool is_comparison(enum ir_op op)
{
	return op >= IR_SETEQ && op <= IR_SETAE;
}

static bool compare(enum ir_op op, long long a, long long b)
{
	unsigned long long x = (unsigned long long)a, y = (unsigned long long)b;

	switch (op) {
	case IR_SETEQ: return a == b;
	case IR_SETNE: return a != b;
	case IR_SETLT: return a < b;
	case IR_SETLE: return a <= b;
	case IR_SETGT: return a > b;
	case IR_SETGE: return a >= b;
	case IR_SETB: return x < y;
	case IR_SETBE: return x <= y;
	case IR_SETA: return x > y;
	default: return x >= y;
	}
}

/* What may be compared without its width: both sides are small and of one sign. */
static bool is_small(long long n)
{
	return n >= 0 && n < 1 << 30;
}

/* In that many bits: a number is told without a sign then, what is added with one. */
static int add_in(struct values *v, int a, long long offset, unsigned bits)
{
	unsigned long long mask = bits && bits < 64 ? (1ull << bits) - 1 : ~0ull;
	unsigned long long x = (unsigned long long)offset & mask;
	long long number;

	if (is_number(v, a, &number))
		return make_number(v, (long long)(((unsigned long long)number + x) & mask));
	if (mask != ~0ull && x > mask >> 1)
		x |= ~mask;
	return value_add(v, a, (long long)x);
}

static int make_operation(struct values *v, enum ir_op op, int a, int b)
{
	return make(v, (struct value){ .kind = VALUE_OP, .op = op, .a = a, .b = b, .block = -1,
				       .join = -1 });
}

/* The same with its sides changed. */
static enum ir_op mirrored(enum ir_op op)
{
	switch (op) {
	case IR_SETLT: return IR_SETGT;
	case IR_SETGT: return IR_SETLT;
	case IR_SETLE: return IR_SETGE;
	case IR_SETGE: return IR_SETLE;
	case IR_SETB: return IR_SETA;
	case IR_SETA: return IR_SETB;
	case IR_SETBE: return IR_SETAE;
	case IR_SETAE: return IR_SETBE;
	default: return op;
	}
}

/* What holds where @op does not, so that both ask of one value; others are their own. */
static enum ir_op contrary(enum ir_op op)
{
	switch (op) {
	case IR_SETNE: return IR_SETEQ;
	case IR_SETGT: return IR_SETLE;
	case IR_SETGE: return IR_SETLT;
	case IR_SETA: return IR_SETBE;
	case IR_SETAE: return IR_SETB;
	default: return op;
	}
}

static int make_op(struct values *v, enum ir_op op, int a, int b, unsigned bits)
{
	long long x, y;
	bool nx = is_number(v, a, &x), ny = is_number(v, b, &y);

	if (is_comparison(op) && nx && !ny)
		return make_op(v, mirrored(op), b, a, bits);
	if (op == IR_ADD && ny)
		return add_in(v, a, y, bits);
	if (op == IR_ADD && nx)
		return add_in(v, b, x, bits);
	if (op == IR_SUB && ny)
		return add_in(v, a, sum(~y, 1), bits);
	if (is_comparison(op) && nx && ny && (op == IR_SETEQ || op == IR_SETNE ||
					      (is_small(x) && is_small(y))))
		return make_number(v, compare(op, x, y));
	if (op == IR_AND && ((nx && !x) || (ny && !y)))
		return make_number(v, 0);
	if (op == IR_OR && nx && !x)
		return b;
	if (op == IR_OR && ny && !y)
		return a;
	if (op == IR_SETEQ && a == b && value_at(v, a)->kind != VALUE_UNDEF)
		return make_number(v, 1);
	if (op == IR_SETNE && a == b && value_at(v, a)->kind != VALUE_UNDEF)
		return make_number(v, 0);
	if (contrary(op) != op && !(ny && !y))
		return make_operation(v, IR_SETEQ, make_operation(v, contrary(op), a, b),
				      make_number(v, 0));
	return make_operation(v, op, a, b);
}

static int make_select(struct values *v, size_t insn, int condition, int yes, int no)
{
	long long number;

	if (is_number(v, condition, &number))
		return number ? yes : no;
	if (yes == no)
		return yes;
	return make(v, (struct value){ .kind = VALUE_SELECT, .a = condition, .b = yes,
				       .number = no, .block = block_of(v, insn), .join = -1 });
}

/* -- Places that are stored to -- */

static uint64_t place_hash(const struct cell *p)
{
	return mix(mix(mix(mix(7, p->kind), (uint64_t)p->a), (uint64_t)p->b), p->bits);
}

static size_t place_slot(const struct value_cells *c, const struct cell *p)
{
	const struct table *t = &c->by_place;
	size_t i = place_hash(p) & (t->slots - 1);

	while (t->slot[i]) {
		const struct cell *x = &c->cells.item[t->slot[i] - 1];

		if (x->kind == p->kind && x->a == p->a && x->b == p->b && x->bits == p->bits)
			break;
		i = (i + 1) & (t->slots - 1);
	}
	return i;
}

static int find_cell(const struct value_cells *c, struct cell place)
{
	return c->by_place.slots ? (int)c->by_place.slot[place_slot(c, &place)] - 1 : -1;
}

static int put_one(struct value_cells *c, struct cell place)
{
	struct table *t = &c->by_place;
	size_t at;

	if ((c->cells.n + 1) * 2 > t->slots) {
		table_grow(t);
		for (size_t i = 0; i < c->cells.n; i++)
			t->slot[place_slot(c, &c->cells.item[i])] = i + 1;
	}
	at = place_slot(c, &place);
	if (!t->slot[at]) {
		place.next = -1;
		*array_push(&c->cells) = place;
		t->slot[at] = c->cells.n;
	}
	return t->slot[at] - 1;
}

static struct cell base_of(const struct cell *place)
{
	return (struct cell){ .kind = CELL_BASE, .a = place->a, .b = place->kind };
}

/* All cells of one variable, or behind one value, are known by that. */
static int put_cell(struct value_cells *c, struct cell place)
{
	size_t n = c->cells.n;
	int cell = put_one(c, place), base;

	if (c->cells.n == n)
		return cell;
	base = put_one(c, base_of(&place));
	c->cells.item[cell].next = c->cells.item[base].next;
	c->cells.item[base].next = cell;
	c->cells.item[base].n++;
	return cell;
}

static bool overlap(const struct cell *x, const struct cell *y)
{
	return x->b < sum(y->b, (y->bits + 7) / 8) && y->b < sum(x->b, (x->bits + 7) / 8);
}

static bool within(const struct cell *inner, const struct cell *outer)
{
	return inner->b >= outer->b &&
	       sum(inner->b, (inner->bits + 7) / 8) <= sum(outer->b, (outer->bits + 7) / 8);
}

/* A store of all bytes of @place, of some of what others hold; returns the cell. */
static int put_store(struct value_cells *c, struct cell place, size_t insn, bool zero)
{
	int cell = put_cell(c, place), base = find_cell(c, base_of(&place));
	int i = c->cells.item[base].n <= MAX_OVERLAPS ? c->cells.item[base].next : -1;

	*array_push(&c->cells.item[cell].stores) = (struct store){ insn, true, false };
	for (; i >= 0; i = c->cells.item[i].next) {
		struct cell *x = &c->cells.item[i];

		if (i != cell && overlap(x, &place))
			*array_push(&x->stores) = (struct store){
				insn, false, zero && within(x, &place) };
	}
	return cell;
}

static const struct ir_insn *insn_at(const struct values *v, size_t i)
{
	return &v->ir->insns.item[i];
}

static const struct ir_operand *operand(const struct values *v, const struct ir_insn *i, size_t n)
{
	static const struct ir_operand none = { .kind = IR_NONE };

	return n < i->n ? &v->ir->operands.item[i->first + n] : &none;
}

static const struct ir_block *block_at(const struct values *v, int block)
{
	return &v->ir->blocks.item[v->f->first_block + block];
}

static bool is_own(const struct values *v, const struct ir_operand *o)
{
	return o->kind == IR_VARIABLE && o->number >= 0 &&
	       (size_t)o->number < v->f->n_variables &&
	       !v->ir->variables.item[v->f->first_variable + o->number].external;
}

/* The last store to @c in [first, last), or NULL. */
static const struct store *last_store(const struct cell *c, size_t first, size_t last)
{
	size_t low = 0, high = c->stores.n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->stores.item[middle].insn < last)
			low = middle + 1;
		else
			high = middle;
	}
	return low && c->stores.item[low - 1].insn >= first ? &c->stores.item[low - 1] : NULL;
}

static int stored(struct values *v, const struct store *s)
{
	if (s->zero)
		return make_number(v, 0);
	return s->whole ? value_of(v, operand(v, insn_at(v, s->insn), 0)) :
			  make_opaque(v, s->insn);
}

static size_t n_from(const struct values *v, int block)
{
	return v->edges.first.item[block + 1] - v->edges.first.item[block];
}

/* One that is set where @block begins, of which nothing else is known. */
static int any_value(struct values *v, int block, int cell)
{
	return make(v, (struct value){ .kind = VALUE_OPAQUE, .a = -1, .b = -1,
				       .number = -1 - (long long)cell, .block = block,
				       .join = -1 });
}

static int join_of(struct values *v, int block, int cell)
{
	int value = v->joins.n >= v->cells->max_joins ? any_value(v, block, cell) :
		    make(v, (struct value){ .kind = VALUE_JOIN, .a = -1, .b = -1, .number = cell,
					    .block = block, .join = -1 });
	struct value *x = &v->list.item[value];

	if (x->kind != VALUE_JOIN || x->join >= 0)
		return value;
	x->join = (int)v->joins.n;
	*array_push(&v->joins) = (struct join){ .first = NOWHERE, .value = value };
	return value;
}

/* What a place holds before the function has stored to it. */
static int first_value(struct values *v, int cell)
{
	const struct cell *c = &v->cells->cells.item[cell];

	if (c->kind == CELL_MEMORY)
		return value_load(v, same_as(v, (int)c->a), c->b);
	return make_leaf(v, VALUE_UNDEF, 0);
}

static size_t memo_slot(const struct value_cells *c, int block, int cell)
{
	size_t i = mix(mix(13, (uint64_t)block), (uint64_t)cell) & (c->memos.slots - 1);

	while (c->memos.slot[i]) {
		const struct memo *m = &c->memo.item[c->memos.slot[i] - 1];

		if (m->block == block && m->cell == cell)
			break;
		i = (i + 1) & (c->memos.slots - 1);
	}
	return i;
}

static const struct memo *find_memo(const struct value_cells *c, int block, int cell)
{
	size_t i = c->memo.n ? memo_slot(c, block, cell) : 0;

	return c->memo.n && c->memos.slot[i] ? &c->memo.item[c->memos.slot[i] - 1] : NULL;
}

static void put_memo(struct value_cells *c, int block, int cell, int value)
{
	size_t at;

	if ((c->memo.n + 1) * 2 > c->memos.slots) {
		table_grow(&c->memos);
		for (size_t i = 0; i < c->memo.n; i++)
			c->memos.slot[memo_slot(c, c->memo.item[i].block, c->memo.item[i].cell)] =
				i + 1;
	}
	at = memo_slot(c, block, cell);
	if (c->memos.slot[at])
		return;
	*array_push(&c->memo) = (struct memo){ block, cell, value };
	c->memos.slot[at] = c->memo.n;
}

static void forget_memos(struct value_cells *c)
{
	if (c->memo.n)
		memset(c->memos.slot, 0, c->memos.slots * sizeof(*c->memos.slot));
	c->memo.n = 0;
}

static int climb(struct values *v, int block, int cell, unsigned *steps)
{
	for (*steps = 0;; ++*steps) {
		const struct memo *memo = find_memo(v->cells, block, cell);
		const struct store *store;
		const struct ir_block *b;
		size_t n = n_from(v, block);

		if (memo)
			return memo->value;
		if (block == 0)
			return n ? any_value(v, block, cell) : first_value(v, cell);
		if (n != 1)
			return n ? join_of(v, block, cell) : make_leaf(v, VALUE_UNDEF, 0);
		block = v->edges.from.item[v->edges.first.item[block]];
		b = block_at(v, block);
		store = last_store(&v->cells->cells.item[cell], b->first, b->last);
		if (store)
			return stored(v, store);
	}
}

/* What the place holds where @block begins. A long way there is gone once. */
static int at_begin(struct values *v, int block, int cell)
{
	unsigned steps;
	int value = climb(v, block, cell, &steps);

	for (unsigned i = 0; i < steps; i++, block = v->edges.from.item[v->edges.first.item[block]])
		if (steps > LONG_WAY && i % LONG_WAY == 0)
			put_memo(v->cells, block, cell, value);
	return value;
}

static int at_end(struct values *v, int block, int cell)
{
	const struct ir_block *b = block_at(v, block);
	const struct store *store = last_store(&v->cells->cells.item[cell], b->first, b->last);

	return store ? stored(v, store) : at_begin(v, block, cell);
}

static int read_cell(struct values *v, size_t insn, int cell)
{
	int block = block_of(v, insn);
	const struct store *store = last_store(&v->cells->cells.item[cell],
					       block_at(v, block)->first, insn);

	return store ? stored(v, store) : at_begin(v, block, cell);
}

/* -- What an instruction gives -- */

/* Whether a value is the same in more bits: whether a number has a sign in fewer is not told. */
static bool extends(const struct values *v, int value)
{
	long long number;

	return !is_number(v, value, &number) || (number >= 0 && number < 0x80);
}

static struct cell memory_at(const struct values *v, int a, long long offset, unsigned bits)
{
	long long more;

	a = value_root(v, a, &more);
	return (struct cell){ .kind = CELL_MEMORY, .a = a, .b = sum(offset, more), .bits = bits };
}

static int loaded(struct values *v, size_t insn, int a, long long offset, unsigned bits)
{
	int cell = find_cell(v->cells, memory_at(v, a, offset, bits));

	return cell >= 0 && v->cells->cells.item[cell].stores.n ? read_cell(v, insn, cell) :
								   value_load(v, a, offset);
}

static struct cell variable_at(const struct ir_operand *o, const struct ir_insn *i)
{
	return (struct cell){ .kind = CELL_VARIABLE, .a = o->number, .b = i->offset,
			      .bits = i->size };
}

static struct cell phi_at(size_t insn)
{
	return (struct cell){ .kind = CELL_PHI, .a = (long long)insn };
}

static int load(struct values *v, size_t insn)
{
	const struct ir_insn *i = insn_at(v, insn);
	const struct ir_operand *o = operand(v, i, 0);
	int cell, a;

	if (o->kind == IR_VARIABLE) {
		cell = is_own(v, o) ? find_cell(v->cells, variable_at(o, i)) : -1;
		return cell >= 0 && v->cells->cells.item[cell].stores.n ? read_cell(v, insn, cell) :
									  make_opaque(v, insn);
	}
	a = value_of(v, o);
	return a >= 0 ? loaded(v, insn, a, i->offset, i->size) : make_opaque(v, insn);
}

static int compute(struct values *v, size_t insn)
{
	const struct ir_insn *i = insn_at(v, insn);
	int a = -1, b = -1, c, cell;

	if (i->op == IR_LOAD)
		return load(v, insn);
	if (i->op == IR_PHIJOIN) {
		cell = find_cell(v->cells, phi_at(insn));
		return cell >= 0 ? read_cell(v, insn, cell) : make_opaque(v, insn);
	}
	switch (i->op) {
	case IR_EXTEND:
		a = value_of(v, operand(v, i, 0));
		return a >= 0 && extends(v, a) ? a : make_opaque(v, insn);
	case IR_COPY:
	case IR_SYMADDR:
	case IR_SETVAL:
		a = value_of(v, operand(v, i, 0));
		return a >= 0 ? a : make_opaque(v, insn);
	case IR_ADD ... IR_SETAE:
		a = value_of(v, operand(v, i, 0));
		b = value_of(v, operand(v, i, 1));
		return a >= 0 && b >= 0 ? make_op(v, i->op, a, b, i->size) : make_opaque(v, insn);
	case IR_SELECT:
		a = value_of(v, operand(v, i, 0));
		b = value_of(v, operand(v, i, 1));
		c = value_of(v, operand(v, i, 2));
		return a >= 0 && b >= 0 && c >= 0 ? make_select(v, insn, a, b, c) :
						    make_opaque(v, insn);
	default:
		return make_opaque(v, insn);
	}
}

static int value_of_register(struct values *v, long long number)
{
	struct value_cells *c = v->cells;
	size_t at = (size_t)(number - v->f->first_register);
	int value;

	if (number < v->f->first_register || number >= v->f->registers)
		return -1;
	if (c->reg[at] >= 0)
		return c->reg[at] = same_as(v, c->reg[at]);
	if (c->set_by[at] == NOWHERE)
		return -1;
	if (c->depth >= MAX_DEPTH)
		return make_opaque(v, c->set_by[at]);
	c->depth++;
	value = compute(v, c->set_by[at]);
	c->depth--;
	return c->reg[at] = value;
}

int value_of(struct values *v, const struct ir_operand *o)
{
	switch (o->kind) {
	case IR_REG:
		return value_of_register(v, o->number);
	case IR_ARG:
		return value_arg(v, o->number);
	case IR_NUMBER:
		return make_number(v, o->number);
	case IR_NAME:
		return make_leaf(v, VALUE_NAME, o->name);
	case IR_VARIABLE:
		return make_leaf(v, VALUE_VARIABLE, o->number);
	case IR_UNDEF:
		return make_leaf(v, VALUE_UNDEF, 0);
	default:
		return -1;
	}
}

/* -- The whole function -- */

/* The blocks that an instruction goes on to: up to @max of them from the @from-th on. */
static int target_of(const struct values *v, const struct ir_block *b, size_t n)
{
	if (b->last == b->first)
		return -1;
	switch (insn_at(v, b->last - 1)->op) {
	case IR_BR:
	case IR_CBR:
		return n < 2 ? b->to[n] : -2;
	case IR_SWITCH:
	case IR_JUMP:
		return n < b->n_cases ? v->ir->cases.item[b->first_case + n].block : -2;
	default:
		return -2;
	}
}

/* Of a branch on a constant: which side is never taken, 0 or 1; else -1. */
static int never_taken(struct values *v, const struct ir_block *b)
{
	const struct ir_insn *last = b->last > b->first ? insn_at(v, b->last - 1) : NULL;
	long long number;
	int value;

	if (!last || last->op != IR_CBR || b->to[0] == b->to[1])
		return -1;
	value = value_of(v, operand(v, last, 0));
	return value >= 0 && is_number(v, value, &number) ? !!number : -1;
}

static void reach(struct values *v, bool constants)
{
	ARRAY(int) todo = { 0 };

	memset(v->cells->reached, 0, v->f->n_blocks * sizeof(bool));
	*array_push(&todo) = 0;
	v->cells->reached[0] = true;
	while (todo.n) {
		const struct ir_block *b = block_at(v, todo.item[--todo.n]);
		int never = constants ? never_taken(v, b) : -1, to;

		for (size_t n = 0; (to = target_of(v, b, n)) != -2; n++) {
			if (to < 0 || (int)n == never || v->cells->reached[to])
				continue;
			v->cells->reached[to] = true;
			*array_push(&todo) = to;
		}
	}
	array_free(&todo);
}

/* Counts (@fill false) or fills in the edges, by their ends; equal ones of a block count once. */
static void pass_edges(struct values *v, bool constants, bool fill, size_t at[])
{
	for (size_t k = 0; k < v->f->n_blocks; k++) {
		const struct ir_block *b = block_at(v, (int)k);
		int never = constants ? never_taken(v, b) : -1, to;

		for (size_t n = 0; v->cells->reached[k] && (to = target_of(v, b, n)) != -2; n++) {
			if (to < 0 || (int)n == never)
				continue;
			if (fill)
				v->edges.from.item[at[to]] = (int)k;
			at[to]++;
		}
	}
}

static void find_edges(struct values *v, bool constants)
{
	size_t n = v->f->n_blocks, sum = 0;
	size_t *at = mem_alloc((n + 1) * sizeof(*at));

	reach(v, constants);
	pass_edges(v, constants, false, at);
	v->edges.first.n = v->edges.from.n = 0;
	for (size_t k = 0; k <= n; k++) {
		size_t here = k < n ? at[k] : 0;

		*array_push(&v->edges.first) = sum;
		at[k] = sum;
		sum += here;
	}
	for (size_t k = 0; k < sum; k++)
		*array_push(&v->edges.from) = -1;
	pass_edges(v, constants, true, at);
	mem_free(at);
}

static int phi_cell(const struct value_cells *c, long long phi)
{
	size_t i;

	if (!c->phis.slots)
		return -1;
	for (i = mix(11, (uint64_t)phi) & (c->phis.slots - 1); c->phis.slot[i];
	     i = (i + 1) & (c->phis.slots - 1))
		if (c->phi_of.item[c->phis.slot[i] - 1].phi == phi)
			return c->phi_of.item[c->phis.slot[i] - 1].cell;
	return -1;
}

static void put_phis(struct value_cells *c)
{
	for (c->phis.slots = 64; c->phis.slots < 2 * c->phi_of.n + 2;)
		c->phis.slots *= 2;
	c->phis.slot = mem_alloc(c->phis.slots * sizeof(*c->phis.slot));
	for (size_t k = 0; k < c->phi_of.n; k++) {
		size_t i = mix(11, (uint64_t)c->phi_of.item[k].phi) & (c->phis.slots - 1);

		while (c->phis.slot[i])
			i = (i + 1) & (c->phis.slots - 1);
		c->phis.slot[i] = k + 1;
	}
}

static void note_phis(struct values *v, size_t insn)
{
	const struct ir_insn *i = insn_at(v, insn);
	int cell = put_one(v->cells, phi_at(insn));

	for (size_t k = 0; k < i->n; k++) {
		const struct ir_operand *o = operand(v, i, k);

		if (o->kind != IR_PHI)
			continue;
		*array_push(&v->cells->phi_of) = (typeof(*v->cells->phi_of.item)){
			.phi = o->number, .cell = cell };
	}
}

static bool is_zero(const struct ir_operand *o)
{
	return o->kind == IR_NUMBER && !o->number;
}

/* Where @insn loads or stores: false where that is in no variable of the function's own. */
static bool own_place(const struct values *v, const struct ir_insn *i, struct cell *place)
{
	const struct ir_operand *o = operand(v, i, i->op == IR_LOAD ? 0 : 1);

	if ((i->op != IR_LOAD && i->op != IR_STORE) || !is_own(v, o))
		return false;
	*place = variable_at(o, i);
	return true;
}

static void note_store(struct values *v, size_t insn)
{
	const struct ir_insn *i = insn_at(v, insn);
	const struct ir_operand *to = operand(v, i, 1);
	int cell = i->op == IR_PHISRC ? phi_cell(v->cells, i->target.number) : -1;

	if (i->op == IR_STORE && is_own(v, to))
		put_store(v->cells, variable_at(to, i), insn, is_zero(operand(v, i, 0)));
	else if (cell >= 0)
		*array_push(&v->cells->cells.item[cell].stores) = (struct store){
			insn, true, false };
}

/* What is known before any value is: who sets a register, who stores to a variable. */
static void note_all(struct values *v)
{
	struct value_cells *c = v->cells;
	size_t base = block_at(v, 0)->first;
	struct cell place;

	for (size_t k = 0; k < v->f->n_blocks; k++)
		for (size_t i = block_at(v, k)->first; i < block_at(v, k)->last; i++) {
			const struct ir_operand *t = &insn_at(v, i)->target;
			size_t at = (size_t)(t->number - v->f->first_register);

			c->block_of[i - base] = (int)k;
			if (t->kind == IR_REG && t->number >= v->f->first_register &&
			    t->number < v->f->registers && insn_at(v, i)->op != IR_INLINED &&
			    c->set_by[at] == NOWHERE)
				c->set_by[at] = i;
			if (insn_at(v, i)->op == IR_PHIJOIN)
				note_phis(v, i);
			if (own_place(v, insn_at(v, i), &place))
				put_cell(c, place);
		}
	put_phis(c);
	for (size_t k = 0; k < v->f->n_blocks; k++)
		for (size_t i = block_at(v, k)->first; i < block_at(v, k)->last; i++)
			if (insn_at(v, i)->op == IR_STORE || insn_at(v, i)->op == IR_PHISRC)
				note_store(v, i);
}

/* Where @insn loads or stores behind a pointer: false where it does not, or that is not known. */
static bool memory_place(struct values *v, size_t insn, struct cell *place)
{
	const struct ir_insn *i = insn_at(v, insn);
	const struct ir_operand *o = operand(v, i, i->op == IR_LOAD ? 0 : 1);
	int a = -1;

	if ((i->op == IR_LOAD || i->op == IR_STORE) && o->kind != IR_VARIABLE)
		a = value_of(v, o);
	if (a >= 0)
		*place = memory_at(v, a, i->offset, i->size);
	return a >= 0;
}

/* Whether the stores to members are to the same places as in the round before. */
static bool note_members(struct values *v)
{
	struct value_cells *c = v->cells;
	size_t cells = c->cells.n, first = block_at(v, 0)->first;
	size_t last = block_at(v, (int)v->f->n_blocks - 1)->last;
	uint64_t before = 0, after = 0;
	struct cell place;

	for (size_t k = 0; k < cells; k++) {
		struct cell *x = &c->cells.item[k];

		for (size_t i = 0; x->kind == CELL_MEMORY && i < x->stores.n; i++)
			before += mix(k, x->stores.item[i].insn);
		if (x->kind == CELL_MEMORY)
			x->stores.n = 0;
	}
	for (size_t i = first; i < last; i++)
		if (memory_place(v, i, &place))
			put_cell(c, place);
	for (size_t i = first; i < last; i++)
		if (insn_at(v, i)->op == IR_STORE && memory_place(v, i, &place))
			put_store(c, place, i, is_zero(operand(v, insn_at(v, i), 0)));
	for (size_t k = 0; k < c->cells.n; k++) {
		const struct cell *x = &c->cells.item[k];

		for (size_t i = 0; x->kind == CELL_MEMORY && i < x->stores.n; i++)
			after += mix(k, x->stores.item[i].insn);
	}
	return before == after;
}

static void compute_all(struct values *v)
{
	size_t n = (size_t)(v->f->registers - v->f->first_register);

	forget_memos(v->cells);
	for (size_t i = 0; i < n; i++)
		v->cells->reg[i] = -1;
	for (size_t i = block_at(v, 0)->first;
	     i < block_at(v, (int)v->f->n_blocks - 1)->last; i++)
		if (insn_at(v, i)->target.kind == IR_REG)
			value_of(v, &insn_at(v, i)->target);
}

/* From the one @join on. Joins that turn up while others are filled in are filled in too. */
static void fill_joins_from(struct values *v, size_t join)
{
	for (size_t k = join; k < v->joins.n; k++) {
		const struct value *x = value_at(v, v->joins.item[k].value);
		int block = x->block, cell = (int)x->number;
		size_t n = n_from(v, block), first = v->ways.n;

		v->joins.item[k].first = first;
		for (size_t i = 0; i < n; i++)
			*array_push(&v->ways) = -1;
		for (size_t i = 0; i < n; i++) {
			int from = v->edges.from.item[v->edges.first.item[block] + i];
			int value = at_end(v, from, cell);

			v->ways.item[first + i] = value;
		}
	}
}

static void fill_joins(struct values *v)
{
	v->ways.n = 0;
	forget_memos(v->cells);
	fill_joins_from(v, 0);
}

int value_loaded(struct values *v, size_t insn, int a, long long offset)
{
	size_t joins = v->joins.n;
	int value = loaded(v, insn, a, offset, POINTER_BITS);

	fill_joins_from(v, joins);
	return value;
}

/* Whether anything is other than in the round before. */
static bool settle_round(struct values *v, bool simple)
{
	size_t edges = v->edges.from.n;
	bool changes;

	compute_all(v);
	changes = !note_members(v);
	fill_joins(v);
	if (!simple)
		changes |= joins_simplify(v);
	find_edges(v, !simple);
	return changes || v->edges.from.n != edges;
}

/* What does not come to an end is left as it is written. */
static void settle(struct values *v)
{
	bool changes = true;

	find_edges(v, false);
	for (unsigned round = 0; round < MAX_ROUNDS && changes; round++)
		changes = settle_round(v, false);
	for (size_t i = 0; i < v->list.n && changes; i++)
		v->same.item[i] = (int)i;
	for (unsigned round = 0; round < MAX_ROUNDS && changes; round++)
		settle_round(v, true);
	if (changes)
		compute_all(v);
	fill_joins(v);
}

void values_open(struct values *v, const struct ir *ir, const struct ir_function *f)
{
	size_t registers = (size_t)(f->registers - f->first_register), insns;

	memset(v, 0, sizeof(*v));
	v->ir = ir;
	v->f = f;
	v->cells = mem_alloc(sizeof(*v->cells));
	insns = block_at(v, (int)f->n_blocks - 1)->last - block_at(v, 0)->first;
	v->cells->reg = mem_alloc((registers + 1) * sizeof(int));
	v->cells->set_by = mem_alloc((registers + 1) * sizeof(size_t));
	memset(v->cells->set_by, 0xff, (registers + 1) * sizeof(size_t));
	v->cells->block_of = mem_alloc((insns + 1) * sizeof(int));
	v->cells->reached = mem_alloc(f->n_blocks * sizeof(bool));
	v->cells->max_joins = MIN_JOINS + JOINS_OF_INSN * insns;
	note_all(v);
	settle(v);
}

void values_release(struct values *v)
{
	struct value_cells *c = v->cells;

	for (size_t i = 0; c && i < c->cells.n; i++)
		array_free(&c->cells.item[i].stores);
	if (c) {
		array_free(&c->cells);
		mem_free(c->values.slot);
		mem_free(c->by_place.slot);
		mem_free(c->phis.slot);
		mem_free(c->memos.slot);
		array_free(&c->memo);
		array_free(&c->phi_of);
		mem_free(c->reg);
		mem_free(c->set_by);
		mem_free(c->block_of);
		mem_free(c->reached);
		mem_free(c);
	}
	array_free(&v->edges.first);
	array_free(&v->edges.from);
	array_free(&v->list);
	array_free(&v->joins);
	array_free(&v->ways);
	array_free(&v->same);
}

int value_condition(const struct values *v, int value, bool *inverted)
{
	*inverted = false;
	for (;;) {
		const struct value *x = value_at(v, value);
		const struct value *b = x->kind == VALUE_OP ? value_at(v, x->b) : NULL;

		if (!b || (x->op != IR_SETEQ && x->op != IR_SETNE) || b->kind != VALUE_NUMBER ||
		    b->number)
			return value;
		*inverted ^= x->op == IR_SETEQ;
		value = x->a;
	}
}

bool value_says(const struct values *v, int value, long long number, int *what, bool *is)
{
	bool inverted;
	int asked = value_condition(v, value, &inverted);
	const struct value *x = value_at(v, asked);
	long long other;

	*what = asked;
	*is = !!number != inverted;
	if (x->kind != VALUE_OP || !is_comparison(x->op) || !is_number(v, x->b, &other))
		return asked != value;
	if (x->op != IR_SETEQ && x->op != IR_SETNE && !(is_small(number) && is_small(other)))
		return false;
	*what = x->a;
	*is = compare(x->op, number, other) != inverted;
	return true;
}

bool value_compares(const struct values *v, int value, int *what, bool *if_zero)
{
	return value_says(v, value, 0, what, if_zero);
}

bool value_holds(const struct values *v, int value, int part)
{
	int todo[MAX_PARTS + 3];
	size_t n = 0;

	todo[n++] = value;
	while (n) {
		value = todo[--n];
		if (value == part)
			return true;
		if (n < MAX_PARTS && value_at(v, value)->kind != VALUE_SELECT)
			n += (size_t)value_parts(v, value, &todo[n]);
	}
	return false;
}
