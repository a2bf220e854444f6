// SPDX-License-Identifier: GPL-2.0
#include "sparse/site.h"

#include <string.h>

#include "base/str.h"

struct call {			/* of the source function */
	size_t token, n_args;
	unsigned line;
	bool member, used;
};

struct calls {			/* of one name, or through any member, as they stand */
	ARRAY(struct call) list;
	size_t done;		/* all before it are used */
};

struct finder {
	struct sites *s;
	const struct tokens *t;
	struct map by_name;	/* name -> struct calls * */
	struct calls members;
	unsigned line;		/* where the block that is looked at begins */
};

static bool is_member(const struct tokens *t, size_t i)
{
	return i && (token_is(t, i - 1, '.') || token_is(t, i - 1, PUNCT2('-', '>')));
}

static size_t count_arguments(const struct tokens *t, size_t open)
{
	size_t close = t->list.item[open].match, n = 0;

	for (size_t i = open + 1; i < close; n++)
		i = tokens_argument_end(t, i, close) + 1;
	return n;
}

static struct calls *calls_named(struct finder *f, const struct token *w)
{
	void **at = map_putn(&f->by_name, w->start, w->len);

	if (!*at)
		*at = mem_alloc(sizeof(struct calls));
	return *at;
}

static void read_calls(struct finder *f)
{
	const struct function *source = f->s->source;

	for (size_t i = source->first; i < source->last; i++) {
		const struct token *w = &f->t->list.item[i];
		struct call c = { .token = i, .line = w->line };

		if (!token_is_name(f->t, i) || !token_is(f->t, i + 1, '(') ||
		    f->t->list.item[i + 1].match <= i)
			continue;
		c.n_args = count_arguments(f->t, i + 1);
		*array_push(is_member(f->t, i) ? &f->members.list :
						 &calls_named(f, w)->list) = c;
	}
}

static void forget_calls(struct finder *f)
{
	for (size_t i = 0; i < f->by_name.n; i++) {
		struct calls *c = f->by_name.entry[i].value;

		array_free(&c->list);
		mem_free(c);
	}
	map_release(&f->by_name);
	array_free(&f->members.list);
}

static const struct ir_operand *callee(const struct sites *s, const struct ir_insn *i)
{
	return &s->ir->operands.item[i->first];
}

static bool is_call(const struct ir_insn *i)
{
	return (i->op == IR_CALL || i->op == IR_INLINED) && i->n;
}

/* The first of the calls that stands on @line or behind it. */
static size_t first_from(const struct calls *c, unsigned line)
{
	size_t low = 0, high = c->list.n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->list.item[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum { MAX_TRIES = 64 };

static struct call *find_before(struct calls *c, size_t at, size_t n_args)
{
	for (size_t k = at; k-- > 0 && at - k <= MAX_TRIES;)
		if (!c->list.item[k].used && c->list.item[k].n_args == n_args)
			return &c->list.item[k];
	return NULL;
}

/*
 * The first call of that many arguments from the block's line on. By its name also one before
 * it, or one that is taken, where there is no other: nothing but its line tells calls
 * through pointers apart.
 */
static struct call *find_call(struct finder *f, const struct ir_insn *i)
{
	const struct ir_operand *o = callee(f->s, i);
	bool named = o->kind == IR_NAME;
	struct calls *c = named ? map_get(&f->by_name, ir_name(f->s->ir, o->name)) : &f->members;
	struct call *taken = NULL;
	size_t at, first;

	if (!c || (!named && o->kind != IR_REG))
		return NULL;
	at = first_from(c, f->line);
	while (c->done < c->list.n && c->list.item[c->done].used)
		c->done++;
	first = c->done > at ? c->done : at;
	if (first > at && c->list.item[at].n_args == i->n - 1)
		taken = &c->list.item[at];
	for (size_t k = first; k < c->list.n && k - first < MAX_TRIES; k++) {
		if (c->list.item[k].n_args != i->n - 1)
			continue;
		if (!c->list.item[k].used)
			return &c->list.item[k];
		if (!taken)
			taken = &c->list.item[k];
	}
	if (!named)
		return NULL;
	return taken ? taken : find_before(c, at, i->n - 1);
}

/* Where x->y.name begins: a word or a bracket before each . and -> */
static size_t expression_start(const struct tokens *t, size_t i, size_t low)
{
	while (i > low + 1 && is_member(t, i)) {
		i -= 2;
		while (i > low && (token_is(t, i, ')') || token_is(t, i, ']')) &&
		       t->list.item[i].match < i && t->list.item[i].match >= low) {
			i = t->list.item[i].match;
			if (i > low && (t->list.item[i - 1].kind == TOKEN_WORD ||
					token_is(t, i - 1, ']')))
				i--;
			else
				break;
		}
	}
	return i;
}

static void take(struct finder *f, size_t insn, struct call *c)
{
	const struct token *w = &f->t->list.item[c->token];

	c->used = true;
	f->s->of[insn - f->s->base] = (struct site){
		.known = true, .token = c->token,
		.first = expression_start(f->t, c->token, f->s->source->first),
		.last = f->t->list.item[c->token + 1].match + 1,
		.line = w->line, .column = w->column };
}

static void find_in_block(struct finder *f, const struct ir_block *b)
{
	for (size_t i = b->first; i < b->last; i++) {
		const struct ir_insn *insn = &f->s->ir->insns.item[i];
		struct call *c;

		f->s->of[i - f->s->base].line = f->line;
		if (!is_call(insn))
			continue;
		c = f->s->source ? find_call(f, insn) : NULL;
		if (c)
			take(f, i, c);
	}
}

/* The line of the function's own file that a block stands at, or was reached from. */
static unsigned own_line(const struct finder *f, const struct ir_block *b)
{
	const struct function *source = f->s->source;
	const char *path = ir_name(f->s->ir, b->path);
	const char *own = source ? source->unit->path : "";
	const char *name = strrchr(own, '/');

	if (!source)
		return b->line;
	if (b->line < source->line || b->line > source->end_line ||
	    !str_ends(path, name ? name : own))
		return f->line;
	return b->line;
}

/* Whether a register that the call is handed is set before @insn: then it stands inside. */
static bool holds(const struct sites *s, size_t call, size_t insn)
{
	const struct ir_insn *c = &s->ir->insns.item[call];

	for (size_t k = 1; k < c->n; k++) {
		const struct ir_operand *o = &s->ir->operands.item[c->first + k];

		for (size_t i = insn + 1; o->kind == IR_REG && i < call; i++) {
			const struct ir_operand *t = &s->ir->insns.item[i].target;

			if (t->kind == IR_REG && t->number == o->number)
				return false;
		}
	}
	return true;
}

enum { MAX_AHEAD = 3000 };	/* instructions: of an inlined function */

/* The inlined call that @insn stands inside of, the innermost that the source knows. */
static const struct site *around(const struct sites *s, size_t insn)
{
	const struct ir_block *last = &s->ir->blocks.item[s->f->first_block + s->f->n_blocks - 1];
	size_t end = insn + MAX_AHEAD < last->last ? insn + MAX_AHEAD : last->last;

	for (size_t i = insn + 1; i < end; i++) {
		const struct site *site = &s->of[i - s->base];

		if (s->ir->insns.item[i].op == IR_INLINED && site->known && holds(s, i, insn))
			return site;
	}
	return NULL;
}

void sites_open(struct sites *s, const struct ir *ir, const struct ir_function *f,
		const struct function *source)
{
	const struct ir_block *b = &ir->blocks.item[f->first_block];
	struct finder finder = { .s = s };

	*s = (struct sites){ .ir = ir, .f = f, .source = source, .base = b->first };
	s->of = mem_alloc((b[f->n_blocks - 1].last - b->first + 1) * sizeof(*s->of));
	s->line = mem_alloc(f->n_blocks * sizeof(*s->line));
	finder.line = source ? source->line : b->line;
	if (source) {
		finder.t = &source->unit->tokens;
		read_calls(&finder);
	}
	for (size_t k = 0; k < f->n_blocks; k++) {
		finder.line = own_line(&finder, &b[k]);
		s->line[k] = finder.line;
		find_in_block(&finder, &b[k]);
	}
	forget_calls(&finder);
}

void sites_release(struct sites *s)
{
	mem_free(s->of);
	mem_free(s->line);
}

const struct site *site_of(struct sites *s, size_t insn)
{
	struct site *own = &s->of[insn - s->base];
	const struct site *outer;

	if (own->known || own->asked || !s->source)
		return own;
	own->asked = true;
	outer = around(s, insn);
	if (outer)
		*own = *outer;
	return own;
}

char *site_name(struct sites *s, size_t insn)
{
	const struct site *at = site_of(s, insn);

	if (!at->known)
		return mem_strdup("");
	return tokens_text(&s->source->unit->tokens, at->token, at->token + 1);
}

char *site_text(struct sites *s, size_t insn)
{
	const struct site *at = site_of(s, insn);
	const struct ir_operand *o = callee(s, &s->ir->insns.item[insn]);

	if (at->known)
		return tokens_text(&s->source->unit->tokens, at->first, at->last);
	return mem_printf("%s()", o->kind == IR_NAME ? ir_name(s->ir, o->name) : "a function");
}

static bool is_taken(const struct sites *s, size_t token, size_t until)
{
	for (size_t i = 0; i < until; i++)
		if (s->of[i].known && s->of[i].token == token)
			return true;
	return false;
}

static size_t expression_end(const struct tokens *t, size_t i, size_t last)
{
	for (; i < last && !token_is(t, i, ';') && !token_is(t, i, ','); i++)
		if (t->list.item[i].match > i)
			i = t->list.item[i].match;
	return i;
}

bool site_stores(struct sites *s, size_t insn, const char *member)
{
	struct site *own = &s->of[insn - s->base];
	const struct tokens *t = s->source ? &s->source->unit->tokens : NULL;

	if (own->known)
		return token_is_word(t, own->token, member);
	for (size_t i = t ? s->source->first : 0; t && i + 1 < s->source->last; i++) {
		const struct token *w = &t->list.item[i];

		if (w->line < own->line || !token_is_word(t, i, member) || !is_member(t, i) ||
		    !token_is(t, i + 1, '=') || is_taken(s, i, insn - s->base))
			continue;
		*own = (struct site){ .known = true, .token = i, .line = w->line,
				      .column = w->column,
				      .first = expression_start(t, i, s->source->first),
				      .last = expression_end(t, i, s->source->last) };
		return true;
	}
	return false;
}
