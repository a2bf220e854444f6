// SPDX-License-Identifier: GPL-2.0
#include "sparse/facts.h"

#include <string.h>

enum { MAX_PARTS = 32, MAX_TRIES = 256, MAX_BLOCKS = 16, MAX_SELECTS = 4 };

static const struct ir_insn *last_insn(const struct values *v, int block)
{
	const struct ir_block *b = &v->ir->blocks.item[v->f->first_block + block];

	return b->last > b->first ? &v->ir->insns.item[b->last - 1] : NULL;
}

static int first_operand(struct values *v, const struct ir_insn *i)
{
	return i->n ? value_of(v, &v->ir->operands.item[i->first]) : -1;
}

static bool has(const struct facts *f, int value)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->of[i] == value)
			return true;
	return false;
}

int facts_number(const struct facts *f, int value)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->of[i] == value)
			return (int)i;
	return -1;
}

static void add(struct facts *f, int value)
{
	if (value >= 0 && f->n < FACTS_MAX && !has(f, value) &&
	    value_at(f->values, value)->kind != VALUE_NUMBER)
		f->of[f->n++] = value;
}

static int condition(const struct values *v, int value)
{
	bool inverted;

	return value < 0 ? -1 : value_condition(v, value, &inverted);
}

static bool is_asked(const struct facts *f, int value, const unsigned char count[], size_t n)
{
	return value_at(f->values, value)->kind == VALUE_JOIN ||
	       ((size_t)value < n && count[value]);
}

/* What decides a join that is a fact is one too, where it is a join or is asked for. */
static void add_ways(struct facts *f, const unsigned char count[], size_t n_counts)
{
	const struct values *v = f->values;

	for (size_t i = 0; i < f->n; i++) {
		const struct value *x = value_at(v, f->of[i]);
		size_t n;

		if (x->kind != VALUE_JOIN)
			continue;
		n = v->edges.first.item[x->block + 1] - v->edges.first.item[x->block];
		for (size_t k = 0; k < n; k++) {
			int way = v->ways.item[v->joins.item[x->join].first + k];

			if (way >= 0 && is_asked(f, condition(v, way), count, n_counts))
				add(f, condition(v, way));
		}
	}
}

static void ask(struct facts *f, int block, unsigned char count[])
{
	struct values *v = f->values;
	const struct ir_insn *i = last_insn(v, block);
	int value = i && i->op == IR_CBR ? first_operand(v, i) : -1, what;
	bool if_zero;

	f->asked[block] = value < 0 ? -1 : value_condition(v, value, &f->inverted[block]);
	if (f->asked[block] < 0)
		return;
	if (count[f->asked[block]] < 2)
		count[f->asked[block]]++;
	if (value_compares(v, f->asked[block], &what, &if_zero) && count[what] < 2)
		count[what]++;
}

/* What decides a select that is a fact, or a branch, by the values that there are. */
static void add_selects(struct facts *f)
{
	const struct values *v = f->values;

	for (size_t i = 0; i < v->list.n; i++)
		if (v->list.item[i].kind == VALUE_SELECT)
			add(f, condition(v, v->list.item[i].a));
}

/* Whether @value is the question whether @what is some number: which goes to *@number. */
static bool equals(const struct facts *f, int value, int what, long long *number)
{
	const struct value *x = value_at(f->values, value), *b;

	if (x->kind != VALUE_OP || x->op != IR_SETEQ || (what >= 0 && x->a != what))
		return false;
	b = value_at(f->values, x->b);
	*number = b->number;
	return b->kind == VALUE_NUMBER;
}

/* "x == 3", where x is compared with other numbers too, or the way that was taken decides it. */
static void add_equals(struct facts *f, const unsigned char count[])
{
	const struct values *v = f->values;
	long long number;

	for (size_t b = 0; b < v->f->n_blocks; b++) {
		int what = f->asked[b] >= 0 && equals(f, f->asked[b], -1, &number) ?
			   value_at(v, f->asked[b])->a : -1;

		if (what >= 0 && (count[what] > 1 || value_at(v, what)->kind == VALUE_JOIN))
			add(f, f->asked[b]);
	}
}

static void choose(struct facts *f, const unsigned char count[], size_t n_counts)
{
	struct values *v = f->values;
	size_t n = v->f->n_blocks;
	bool if_zero;
	int what;

	for (size_t b = n; b-- > 0;) {
		const struct ir_insn *i = last_insn(v, (int)b);

		if (i && i->op == IR_RET)
			add(f, condition(v, first_operand(v, i)));
	}
	for (size_t b = 0; b < n; b++)
		if (f->asked[b] >= 0 && value_at(v, f->asked[b])->kind == VALUE_JOIN)
			add(f, f->asked[b]);
	for (size_t b = 0; b < n; b++) {
		if (f->asked[b] < 0)
			continue;
		if (count[f->asked[b]] > 1)
			add(f, f->asked[b]);
		if (value_compares(v, f->asked[b], &what, &if_zero) && count[what] > 1)
			add(f, what);
	}
	add_equals(f, count);
	add_ways(f, count, n_counts);
	add_selects(f);
}

size_t facts_set_in(const struct values *v, int value, int blocks[], size_t max)
{
	int todo[MAX_PARTS + 3];
	size_t n = 0, found = 0;
	unsigned tries = 0;

	todo[n++] = value;
	while (n) {
		const struct value *x = value_at(v, todo[--n]);

		if (n >= MAX_PARTS || tries++ >= MAX_TRIES || (x->block >= 0 && found == max))
			return max + 1;
		if (x->block >= 0)
			blocks[found++] = x->block;
		n += (size_t)value_parts(v, (int)(x - v->list.item), &todo[n]);
	}
	return found;
}

void facts_open(struct facts *f, struct values *v)
{
	size_t n = v->f->n_blocks, n_counts;
	unsigned char *count;

	memset(f, 0, sizeof(*f));
	f->values = v;
	f->forget = mem_alloc(n * sizeof(*f->forget));
	f->asked = mem_alloc(n * sizeof(*f->asked));
	f->inverted = mem_alloc(n * sizeof(*f->inverted));
	/* Values that are made while the conditions are read have no count yet. */
	for (size_t b = 0; b < n; b++) {
		const struct ir_insn *i = last_insn(v, (int)b);

		if (i && (i->op == IR_CBR || i->op == IR_RET))
			first_operand(v, i);
	}
	n_counts = v->list.n;
	count = mem_alloc(n_counts + 1);
	for (size_t b = 0; b < n; b++)
		ask(f, (int)b, count);
	choose(f, count, n_counts);
	mem_free(count);
	for (size_t i = 0; i < f->n; i++) {
		int blocks[MAX_BLOCKS];
		size_t k = facts_set_in(v, f->of[i], blocks, MAX_BLOCKS);

		for (size_t b = 0; b < n && k > MAX_BLOCKS; b++)
			f->forget[b] |= 1u << i;
		while (k <= MAX_BLOCKS && k-- > 0)
			f->forget[blocks[k]] |= 1u << i;
	}
}

void facts_release(struct facts *f)
{
	mem_free(f->forget);
	mem_free(f->asked);
	mem_free(f->inverted);
}

static int known_of(const struct facts *f, const struct known *k, int value, unsigned depth);

/* Whether it is known which number @what is. */
static bool number_of(const struct facts *f, const struct known *k, int what, long long *number)
{
	int fact = facts_number(f, what);

	*number = 0;
	if (fact >= 0 && k->known & 1u << fact && !(k->value & 1u << fact))
		return true;
	for (size_t i = 0; i < f->n; i++)
		if (k->known & k->value & 1u << i && equals(f, f->of[i], what, number))
			return true;
	return false;
}

/* Of a comparison of what is known: what it says; else -1. */
static int comparison_of(const struct facts *f, const struct known *k, int value)
{
	long long number;
	bool is;
	int what;

	if (!value_compares(f->values, value, &what, &is) || !number_of(f, k, what, &number) ||
	    !value_says(f->values, value, number, &what, &is))
		return -1;
	return is;
}

static int select_of(const struct facts *f, const struct known *k, const struct value *x,
		     unsigned depth)
{
	int is, yes, no;

	if (x->kind != VALUE_SELECT || depth >= MAX_SELECTS)
		return -1;
	is = known_of(f, k, x->a, depth + 1);
	yes = is == 0 ? -1 : known_of(f, k, x->b, depth + 1);
	no = is == 1 ? yes : known_of(f, k, (int)x->number, depth + 1);
	return is == 0 || yes == no ? no : -1;
}

static int known_of(const struct facts *f, const struct known *k, int value, unsigned depth)
{
	bool inverted;
	int fact, is;

	if (value < 0)
		return -1;
	value = value_condition(f->values, value, &inverted);
	if (value_at(f->values, value)->kind == VALUE_NUMBER)
		return !!value_at(f->values, value)->number != inverted;
	fact = facts_number(f, value);
	if (fact >= 0 && k->known & 1u << fact)
		return !!(k->value & 1u << fact) != inverted;
	is = comparison_of(f, k, value);
	if (is < 0)
		is = select_of(f, k, value_at(f->values, value), depth);
	return is < 0 ? -1 : !!is != inverted;
}

int facts_of(const struct facts *f, const struct known *k, int value)
{
	return known_of(f, k, value, 0);
}

static void set(struct known *k, size_t fact, int value)
{
	k->known &= ~(1u << fact);
	k->value &= ~(1u << fact);
	if (value >= 0)
		k->known |= 1u << fact;
	if (value > 0)
		k->value |= 1u << fact;
}

/* "x == 3", where x is a join in this block and the way into it brings a number. */
static void enter_comparison(const struct facts *f, struct known *now, size_t fact, int block,
			     size_t edge)
{
	const struct values *v = f->values;
	const struct value *x, *way;
	bool is;
	int what, by;

	if (!value_compares(v, f->of[fact], &what, &is))
		return;
	x = value_at(v, what);
	if (x->kind != VALUE_JOIN || x->block != block)
		return;
	by = v->ways.item[v->joins.item[x->join].first + edge];
	way = by < 0 ? NULL : value_at(v, by);
	if (way && way->kind == VALUE_NUMBER &&
	    value_says(v, f->of[fact], way->number, &what, &is))
		set(now, fact, is);
}

struct known facts_enter(const struct facts *f, struct known k, int block, size_t edge)
{
	const struct values *v = f->values;
	struct known now = k;

	if (!f->forget[block])
		return k;
	now.known &= ~f->forget[block];
	now.value &= now.known;
	for (size_t i = 0; i < f->n; i++) {
		const struct value *x = value_at(v, f->of[i]);

		if (x->kind == VALUE_JOIN && x->block == block)
			set(&now, i, facts_of(f, &k, v->ways.item[v->joins.item[x->join].first +
								  edge]));
		else
			enter_comparison(f, &now, i, block, edge);
	}
	return now;
}

int facts_constant(const struct facts *f, int block)
{
	const struct value *x;

	if (f->asked[block] < 0)
		return -1;
	x = value_at(f->values, f->asked[block]);
	return x->kind == VALUE_NUMBER ? !!x->number == f->inverted[block] : -1;
}

/* "x == 3" holds, or "x < 0": then x is not 0. */
static void imply(const struct facts *f, struct known *k, int value, bool is)
{
	bool if_zero;
	int what, fact;

	if (!value_compares(f->values, value, &what, &if_zero) || if_zero == is)
		return;
	fact = facts_number(f, what);
	if (fact >= 0)
		set(k, (size_t)fact, 1);
}

bool facts_suppose(const struct facts *f, struct known *k, int value, bool is)
{
	int known = facts_of(f, k, value), fact;
	bool inverted;

	if (value < 0)
		return true;
	if (known >= 0)
		return known == is;
	value = value_condition(f->values, value, &inverted);
	fact = facts_number(f, value);
	if (fact >= 0)
		set(k, (size_t)fact, is != inverted);
	imply(f, k, value, is != inverted);
	return true;
}

bool facts_take(const struct facts *f, struct known *k, int block, int side)
{
	return facts_suppose(f, k, f->asked[block], (side == 0) != f->inverted[block]);
}
