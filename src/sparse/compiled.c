// SPDX-License-Identifier: GPL-2.0
#include "sparse/compiled.h"

#include <string.h>

#include "check/program.h"
#include "sparse/event.h"

/* Of several of one name, on the sides of an #if, the one that was compiled. */
static const struct function *source_of(const struct compiled *c, const struct ir_function *f,
					const char *name)
{
	unsigned line = c->ir.blocks.item[f->first_block].line;
	const struct function *at = c->unit ? unit_function_at(c->unit, line) : NULL;

	if (at && !strcmp(at->name, name))
		return at;
	return c->unit ? map_get(&c->unit->by_name, name) : NULL;
}

static const struct ir_insn *first_insn(const struct body *b, size_t *n)
{
	const struct ir_block *blocks = &b->code->ir.blocks.item[b->f->first_block];

	*n = blocks[b->f->n_blocks - 1].last - blocks->first;
	return &b->code->ir.insns.item[blocks->first];
}

static bool has_word(const struct function *f, const char *word)
{
	const struct tokens *t = &f->unit->tokens;

	for (size_t i = f->first; i < f->last; i++)
		if (token_is_word(t, i, word))
			return true;
	return false;
}

/* Whether the source has a word that only stands in members: ->dma_cleanup, ->dma_ops = NULL. */
static bool has_member_word(const struct compiled *c, const struct function *f)
{
	for (size_t i = 0; i < c->rules->all.n; i++)
		for (size_t k = 0; k < c->rules->all.item[i].patterns.n; k++) {
			const struct pattern *p = &c->rules->all.item[i].patterns.item[k];

			if ((p->kind == PATTERN_MEMBER_CALL && has_word(f, p->name)) ||
			    (p->member && has_word(f, p->member)))
				return true;
		}
	return false;
}

static bool calls_what_matters(const struct body *b)
{
	const struct compiled *c = b->code;
	size_t n;
	const struct ir_insn *insn = first_insn(b, &n);

	for (size_t i = 0; i < n; i++) {
		const struct ir_operand *o = &c->ir.operands.item[insn[i].first];

		if ((insn[i].op == IR_CALL || insn[i].op == IR_INLINED) && insn[i].n &&
		    o->kind == IR_NAME && c->matters[o->name])
			return true;
	}
	return false;
}

/* Callers of what matters do too, over any number of levels. */
static void find_what_matters(struct compiled *c)
{
	bool again = true;

	if (!c->matters)
		c->matters = mem_alloc(c->ir.names.n + 1);
	for (size_t i = 1; i < c->ir.names.n; i++)
		c->matters[i] = event_name_matters(c->rules, c->known, c->ir.names.item[i]);
	while (again) {
		again = false;
		for (size_t i = 0; i < c->bodies.n; i++) {
			struct body *b = &c->bodies.item[i];

			if (b->matters || !(calls_what_matters(b) ||
					    (b->source && has_member_word(c, b->source))))
				continue;
			b->matters = again = true;
			c->matters[b->f->name] = true;
		}
	}
}

void compiled_open(struct compiled *c, struct ir *ir)
{
	c->ir = *ir;
	memset(ir, 0, sizeof(*ir));
	for (size_t i = 0; i < c->ir.functions.n; i++) {
		const struct ir_function *f = &c->ir.functions.item[i];
		const char *name = ir_name(&c->ir, f->name);

		if (ir_function(&c->ir, name) != f || !f->n_blocks)
			continue;
		*array_push(&c->bodies) = (struct body){
			.code = c, .f = f, .name = name, .source = source_of(c, f, name) };
	}
	find_what_matters(c);
}

void compiled_learn(struct compiled *c, const struct summaries *known)
{
	c->known = known;
	for (size_t i = 0; i < c->bodies.n; i++) {
		events_free(c->bodies.item[i].events);
		c->bodies.item[i].events = NULL;
		c->bodies.item[i].matters = false;
	}
	find_what_matters(c);
}

static void body_release(struct body *b)
{
	events_free(b->events);
	if (!b->open)
		return;
	facts_release(&b->facts);
	values_release(&b->values);
	sites_release(&b->sites);
}

void compiled_release(struct compiled *c)
{
	for (size_t i = 0; i < c->bodies.n; i++)
		body_release(&c->bodies.item[i]);
	for (size_t i = 0; i < c->layouts.n; i++)
		mem_free(c->layouts.item[i].member);
	array_free(&c->bodies);
	mem_free(c->matters);
	array_free(&c->layouts);
	if (c->has_members)
		members_release(&c->members);
	ir_release(&c->ir);
}

struct body *compiled_body(struct compiled *c, const char *name)
{
	const struct ir_function *f = ir_function(&c->ir, name);
	size_t low = 0, high = c->bodies.n;

	while (f && low < high) {
		size_t middle = (low + high) / 2;

		if (c->bodies.item[middle].f < f)
			low = middle + 1;
		else
			high = middle;
	}
	return f && low < c->bodies.n && c->bodies.item[low].f == f ? &c->bodies.item[low] : NULL;
}

void body_open(struct body *b)
{
	if (b->open)
		return;
	values_open(&b->values, &b->code->ir, b->f);
	facts_open(&b->facts, &b->values);
	sites_open(&b->sites, &b->code->ir, b->f, b->source);
	b->open = true;
}

long long compiled_offset(const struct compiled *c, const char *member)
{
	for (size_t i = 0; i < c->layouts.n; i++)
		if (!strcmp(c->layouts.item[i].member, member))
			return c->layouts.item[i].offset;
	return -1;
}

/* The struct of which the file's initialiser or assignment on @line sets @member. */
static const char *record_set(const struct compiled *c, unsigned line, const char *member)
{
	for (size_t i = 0; c->has_members && i < c->members.list.n; i++) {
		const struct member_use *m = &c->members.list.item[i];

		if (m->line == line && m->written && !strcmp(m->member, member))
			return m->record;
	}
	return NULL;
}

static const char *record_read(const struct compiled *c, const struct site *at)
{
	const struct member_use *m = c->has_members ?
				     members_at(&c->members, at->line, at->column) : NULL;

	return m ? m->record : NULL;
}

static void ask_members(struct compiled *c)
{
	const char *const *last = c->flags;

	if (c->members_asked || !last)
		return;
	c->members_asked = true;
	while (last[0] && last[1])
		last++;
	error_free(members_read(&c->members, c->flags, c->dir, *last));
	c->has_members = true;
}

static bool is_field(const struct callback *b, const struct token *w)
{
	return strlen(b->field) == w->len && !memcmp(b->field, w->start, w->len);
}

/* Whether some function that matters is put into a member of that name. */
static bool may_matter(struct compiled *c, const struct token *w)
{
	for (size_t i = 0; i < c->unit->callbacks.n; i++) {
		const struct callback *b = &c->unit->callbacks.item[i];
		const struct body *body = is_field(b, w) ? compiled_body(c, b->function) : NULL;

		if ((body && body->matters) ||
		    (is_field(b, w) && event_name_matters(c->rules, c->known, b->function)))
			return true;
	}
	return false;
}

const char *compiled_member_target(struct compiled *c, const struct site *at,
				   const struct function *source)
{
	const struct token *w = at->known ? &source->unit->tokens.list.item[at->token] : NULL;
	const char *record, *only = NULL;

	if (!w || !c->unit || program_is_common(w->start, w->len) || !may_matter(c, w))
		return NULL;
	ask_members(c);
	record = record_read(c, at);
	for (size_t i = 0; i < c->unit->callbacks.n; i++) {
		const struct callback *b = &c->unit->callbacks.item[i];
		const char *set = is_field(b, w) ? record_set(c, b->line, b->field) : NULL;

		if (!is_field(b, w) || (record && set && strcmp(record, set)))
			continue;
		if (only && strcmp(only, b->function))
			return NULL;
		only = b->function;
	}
	return only;
}
