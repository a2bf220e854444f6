// SPDX-License-Identifier: GPL-2.0
#include "sparse/event.h"

#include <string.h>

#include "check/names.h"

struct reader {
	struct body *b;
	const struct rule *rule;
	struct events *out;
	int block;
};

static const struct ir_insn *insn_at(const struct reader *r, size_t i)
{
	return &r->b->code->ir.insns.item[i];
}

static const struct ir_operand *operand_at(const struct reader *r, size_t insn, size_t n)
{
	const struct ir_insn *i = insn_at(r, insn);

	return n < i->n ? &r->b->code->ir.operands.item[i->first + n] : NULL;
}

/* The value of the call's argument @n, from 0; or -1. */
static int argument(const struct reader *r, size_t insn, size_t n)
{
	const struct ir_operand *o = operand_at(r, insn, n + 1);

	return o ? value_of(&r->b->values, o) : -1;
}

static struct event *add(struct reader *r, enum event_kind kind, size_t insn)
{
	struct event *e = array_push(&r->out->list);

	*e = (struct event){ .kind = kind, .insn = insn, .block = r->block, .device = -1 };
	return e;
}

static enum event_kind kind_of(enum word w)
{
	switch (w) {
	case WORD_RELEASE:
		return EVENT_RELEASE;
	case WORD_CONFIGURE:
		return EVENT_CONFIGURE;
	case WORD_MANAGED:
		return EVENT_MANAGED;
	default:
		return EVENT_TEARDOWN;
	}
}

static bool is_null(const struct reader *r, int value)
{
	const struct value *v = value >= 0 ? value_at(&r->b->values, value) : NULL;

	return v && v->kind == VALUE_NUMBER && !v->number;
}

static bool is_number(const struct reader *r, int value)
{
	return value_at(&r->b->values, value)->kind == VALUE_NUMBER;
}

/* The device of which @value is what its member at @offset holds; or -1. */
static int holder(const struct reader *r, int value, long long offset)
{
	const struct value *v = value_at(&r->b->values, value);

	if (v->kind != VALUE_LOAD)
		return -1;
	return value_add(&r->b->values, v->a, v->number - offset);
}

/* The device that @p speaks of in the call, or -1 where it does not match. */
static int pattern_device(const struct reader *r, const struct pattern *p, size_t insn,
			  enum event_kind *kind)
{
	int device = argument(r, insn, p->arg);
	long long offset;

	if (device < 0 || is_number(r, device))
		return -1;
	if (p->null_arg >= 0) {
		int null = argument(r, insn, (size_t)p->null_arg);

		if (null < 0)
			return -1;
		if (!is_null(r, null))
			*kind = EVENT_CONFIGURE;
	}
	if (p->reach != REACH_MEMBER)
		return device;
	offset = compiled_offset(r->b->code, p->member);
	return offset < 0 ? -1 : holder(r, device, offset);
}

static bool read_words(struct reader *r, size_t insn, const char *name, bool member,
		       unsigned words)
{
	bool any = false;

	for (size_t i = 0; i < r->rule->patterns.n; i++) {
		const struct pattern *p = &r->rule->patterns.item[i];
		enum event_kind kind = kind_of(p->word);
		struct event *e;
		int device;

		if (!(words & 1u << p->word) || !pattern_calls(p, name, strlen(name), member))
			continue;
		/* What an inlined function allocates is allocated by what stands in its body. */
		if (kind == EVENT_MANAGED && insn_at(r, insn)->op == IR_INLINED)
			continue;
		device = pattern_device(r, p, insn, &kind);
		if (device < 0)
			continue;
		e = add(r, kind, insn);
		e->device = device;
		e->pattern = p;
		e->through_member = member;
		any = true;
	}
	return any;
}

/* As in check: dmam_free_…() is a release although dmam_*() is managed. */
static bool read_patterns(struct reader *r, size_t insn, const char *name, bool member)
{
	static const unsigned strong = 1 << WORD_TEARDOWN | 1 << WORD_TEARDOWN_MANAGED |
				       1 << WORD_TEARDOWN_BUS | 1 << WORD_RELEASE;

	return read_words(r, insn, name, member, strong) ||
	       read_words(r, insn, name, member, ~strong);
}

static void read_fill(struct reader *r, size_t insn, const char *name, bool member)
{
	bool probes;

	if (!name_fills(name, strlen(name), member, &probes))
		return;
	for (size_t i = 0; i + 1 < insn_at(r, insn)->n; i++) {
		int device = argument(r, insn, i);
		struct event *e;

		if (device < 0 || is_number(r, device))
			continue;
		e = add(r, EVENT_FILL, insn);
		e->device = device;
		e->probes = probes;
		e->through_member = member;
	}
}

static void read_known_call(struct reader *r, size_t insn, struct body *callee,
			    const struct summary *summary)
{
	struct event *e = add(r, EVENT_CALL, insn);

	e->callee = callee;
	e->summary = summary;
	for (size_t i = 0; i + 1 < insn_at(r, insn)->n; i++) {
		int value = argument(r, insn, i);

		*array_push(&e->args) = value;
	}
}

/* What stands in the member that the call goes through, where only one function does. */
static const char *member_target(struct reader *r, size_t insn)
{
	return compiled_member_target(r->b->code, site_of(&r->b->sites, insn), r->b->source);
}

static const struct summary *summary_of(const struct compiled *c, const char *name)
{
	return c->known ? map_get(&c->known->by_function, name) : NULL;
}

static void read_unknown(struct reader *r, size_t insn, const char *name, bool member)
{
	const char *target = member ? member_target(r, insn) : name;
	struct body *callee = target ? compiled_body(r->b->code, target) : NULL;
	const struct summary *summary = target && !callee ? summary_of(r->b->code, target) : NULL;

	if (callee)
		read_known_call(r, insn, callee, NULL);
	else if (summary)
		read_known_call(r, insn, NULL, summary);
	if ((!callee && !summary) || !name_probes(name, strlen(name)))
		read_fill(r, insn, name, member);
}

static void read_call(struct reader *r, size_t insn)
{
	const struct ir_operand *o = operand_at(r, insn, 0);
	bool member = o && o->kind == IR_REG;
	char *name;

	if (!o || (!member && o->kind != IR_NAME))
		return;
	name = member ? site_name(&r->b->sites, insn) :
			mem_strdup(ir_name(&r->b->code->ir, o->name));
	if (member && name_is_driver_method(name, strlen(name)))
		r->out->calls_driver = true;
	/* The body of an inlined function tells by itself; but that of a stub is empty. */
	if (*name && !read_patterns(r, insn, name, member) && insn_at(r, insn)->op == IR_CALL)
		read_unknown(r, insn, name, member);
	mem_free(name);
}

/* dev->dma_ops = NULL, or with another value the contrary. */
static void read_store(struct reader *r, size_t insn)
{
	const struct ir_operand *value = operand_at(r, insn, 0), *to = operand_at(r, insn, 1);
	struct values *v = &r->b->values;
	int address = to && to->kind != IR_VARIABLE ? value_of(v, to) : -1;

	for (size_t i = 0; address >= 0 && i < r->rule->patterns.n; i++) {
		const struct pattern *p = &r->rule->patterns.item[i];
		long long offset;
		struct event *e;

		if (p->kind != PATTERN_ASSIGN_NULL ||
		    (offset = compiled_offset(r->b->code, p->member)) < 0 ||
		    !site_stores(&r->b->sites, insn, p->member))
			continue;
		e = add(r, is_null(r, value_of(v, value)) ? kind_of(p->word) : EVENT_CONFIGURE,
			insn);
		e->device = value_add(v, address, insn_at(r, insn)->offset - offset);
		e->pattern = p;
	}
}

enum { MAX_POINTERS = 16 };

/* The pointers that the function calls to configure; returns how many. */
static size_t configure_pointers(const struct reader *r, int pointers[MAX_POINTERS])
{
	size_t n = 0;

	for (size_t i = 0; i < r->out->list.n && n < MAX_POINTERS; i++) {
		const struct event *e = &r->out->list.item[i];

		if (e->kind == EVENT_CONFIGURE && e->through_member)
			pointers[n++] = value_of(&r->b->values, operand_at(r, e->insn, 0));
	}
	return n;
}

static void index_blocks(struct events *e, size_t n_blocks)
{
	size_t k = 0;

	e->of_block.n = 0;
	for (size_t b = 0; b <= n_blocks; b++) {
		while (k < e->list.n && (size_t)e->list.item[k].block < b)
			k++;
		*array_push(&e->of_block) = k;
	}
}

/* What the block's branch asks of, without its comparison with 0; or -1. */
static int asked(const struct reader *r, const struct ir_block *b)
{
	bool inverted;
	int value;

	if (b->last == b->first || insn_at(r, b->last - 1)->op != IR_CBR)
		return -1;
	value = value_of(&r->b->values, operand_at(r, b->last - 1, 0));
	return value < 0 ? -1 : value_condition(&r->b->values, value, &inverted);
}

/* if (dev->bus->dma_configure): where it is not there, there is nothing to configure. */
static void add_questions(struct reader *r)
{
	const struct ir_block *blocks = &r->b->code->ir.blocks.item[r->b->f->first_block];
	typeof(r->out->list) old = r->out->list, made = { 0 };
	int pointers[MAX_POINTERS];
	size_t n = configure_pointers(r, pointers), k = 0;

	for (size_t b = 0; b < r->b->f->n_blocks && n; b++) {
		int value = asked(r, &blocks[b]);

		for (; k < old.n && (size_t)old.item[k].block == b; k++)
			*array_push(&made) = old.item[k];
		for (size_t i = 0; i < n && value >= 0; i++)
			if (pointers[i] == value) {
				*array_push(&made) = (struct event){
					.kind = EVENT_CONFIGURE, .insn = blocks[b].last - 1,
					.block = (int)b, .device = -1 };
				break;
			}
	}
	if (!n)
		return;
	r->out->list = made;
	mem_free(old.item);
}

struct events *events_of(struct body *b, const struct rule *rule)
{
	struct reader r = { .b = b, .rule = rule };
	const struct ir_block *blocks = &b->code->ir.blocks.item[b->f->first_block];

	for (struct events *e = b->events; e; e = e->next)
		if (e->rule == rule)
			return e;
	body_open(b);
	r.out = mem_alloc(sizeof(*r.out));
	r.out->rule = rule;
	r.out->next = b->events;
	b->events = r.out;
	for (size_t k = 0; k < b->f->n_blocks; k++) {
		r.block = (int)k;
		for (size_t i = blocks[k].first; i < blocks[k].last; i++) {
			enum ir_op op = insn_at(&r, i)->op;

			if (op == IR_CALL || op == IR_INLINED)
				read_call(&r, i);
			else if (op == IR_STORE)
				read_store(&r, i);
		}
	}
	add_questions(&r);
	index_blocks(r.out, b->f->n_blocks);
	return r.out;
}

void events_free(struct events *e)
{
	while (e) {
		struct events *next = e->next;

		for (size_t i = 0; i < e->list.n; i++) {
			array_free(&e->list.item[i].args);
			array_free(&e->list.item[i].devices);
		}
		array_free(&e->list);
		array_free(&e->of_block);
		array_free(&e->devices);
		mem_free(e);
		e = next;
	}
}

bool event_name_matters(const struct rules *rules, const struct summaries *known,
			const char *name)
{
	if (known && map_has(&known->by_function, name))
		return true;
	for (size_t i = 0; i < rules->all.n; i++)
		for (size_t k = 0; k < rules->all.item[i].patterns.n; k++) {
			const struct pattern *p = &rules->all.item[i].patterns.item[k];

			if (p->word != WORD_MANAGED && p->reach != REACH_MEMBER &&
			    pattern_calls(p, name, strlen(name), false))
				return true;
		}
	return false;
}
