// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/flow.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"

enum { MAX_DEPTH = 200 };

struct jump {			/* a goto whose label was not seen yet */
	int node;
};

struct cases {
	ARRAY(int) labels;
	bool has_default;
};

struct builder {
	struct flow *flow;
	const struct tokens *t;
	size_t i, last;
	int cur;		/* what flows on, or -1 */
	int break_to, continue_to;
	struct map labels;	/* name -> 1 + node */
	ARRAY(struct jump) jumps;
	struct cases *cases;	/* of the innermost switch, or NULL */
	unsigned depth;
};

static void statement(struct builder *b);

static struct node *node(struct builder *b, int i)
{
	return &b->flow->nodes.item[i];
}

static int add(struct builder *b, enum node_kind kind, size_t first, size_t last)
{
	struct node *n = array_push(&b->flow->nodes);

	n->kind = kind;
	n->first = first;
	n->last = last;
	n->line = b->t->list.item[first < b->t->n ? first : b->t->n].line;
	n->to[0] = n->to[1] = -1;
	n->fact = -1;
	return b->flow->nodes.n - 1;
}

static void link_to(struct builder *b, int from, int to)
{
	if (from >= 0)
		node(b, from)->to[0] = to;
}

/* Adds a node that what came before flows into, and goes on from it. */
static int follow(struct builder *b, enum node_kind kind, size_t first, size_t last)
{
	int n = add(b, kind, first, last);

	link_to(b, b->cur, n);
	b->cur = n;
	return n;
}

static int join(struct builder *b)
{
	return add(b, NODE_JOIN, b->i, b->i);
}

/* Lets what came before flow into @to, and nothing on from here. */
static void flow_into(struct builder *b, int to)
{
	link_to(b, b->cur, to);
	b->cur = -1;
}

static size_t match_of(const struct builder *b, size_t i)
{
	size_t m = b->t->list.item[i].match;

	return m > i && m < b->last ? m : b->last - 1;
}

static bool is_word(const struct builder *b, size_t i)
{
	return i < b->last && b->t->list.item[i].kind == TOKEN_WORD;
}

/* Where operator @op stands in [first, last) outside of brackets, or last. */
static size_t find_operator(const struct builder *b, size_t first, size_t last, unsigned op)
{
	for (size_t i = first; i < last; i++) {
		if (token_is(b->t, i, op))
			return i;
		if (b->t->list.item[i].match > i)
			i = b->t->list.item[i].match;
	}
	return last;
}

/* The condition [first, last), true to @yes and false to @no, split at && || ! and parentheses. */
static void condition(struct builder *b, size_t first, size_t last, int yes, int no)
{
	size_t op;
	int mid, n;

	if (++b->depth > MAX_DEPTH) {
		b->flow->broken = true;
		return;
	}
	while (first < last && token_is(b->t, first, '(') && b->t->list.item[first].match == last - 1) {
		first++;
		last--;
	}
	if (find_operator(b, first, last, '?') == last) {
		op = find_operator(b, first, last, PUNCT2('|', '|'));
		if (op < last) {
			mid = join(b);
			condition(b, first, op, yes, mid);
			b->cur = mid;
			condition(b, op + 1, last, yes, no);
			goto out;
		}
		op = find_operator(b, first, last, PUNCT2('&', '&'));
		if (op < last) {
			mid = join(b);
			condition(b, first, op, mid, no);
			b->cur = mid;
			condition(b, op + 1, last, yes, no);
			goto out;
		}
	}
	if (token_is(b->t, first, '!') && token_is(b->t, first + 1, '(') &&
	    b->t->list.item[first + 1].match == last - 1) {
		condition(b, first + 1, last, no, yes);
		goto out;
	}
	if (last - first == 1 && b->t->list.item[first].kind == TOKEN_NUMBER) {
		flow_into(b, *b->t->list.item[first].start == '0' ? no : yes);
		goto out;
	}
	n = follow(b, NODE_BRANCH, first, last);
	node(b, n)->to[0] = yes;
	node(b, n)->to[1] = no;
	b->cur = -1;
out:
	b->depth--;
}

static void if_statement(struct builder *b)
{
	size_t open = b->i + 1, close;
	int yes, no, end;

	if (is_word(b, open) && token_is(b->t, open + 1, '('))	/* if IS_ENABLED(x) */
		open++;
	close = match_of(b, open);
	yes = join(b);
	no = join(b);
	end = join(b);
	condition(b, open + 1, close, yes, no);
	b->i = close + 1;
	b->cur = yes;
	statement(b);
	flow_into(b, end);
	b->cur = no;
	while (b->i < b->last && b->t->list.item[b->i].kind >= TOKEN_PP_IF)
		if (token_is_word(b->t, b->i + 1, "else"))
			b->i++;
		else
			break;
	if (token_is_word(b->t, b->i, "else")) {
		b->i++;
		statement(b);
	}
	flow_into(b, end);
	b->cur = end;
}

/* A loop's body, its statement at b->i. */
static void body(struct builder *b, int break_to, int continue_to)
{
	int old_break = b->break_to, old_continue = b->continue_to;

	b->break_to = break_to;
	b->continue_to = continue_to;
	statement(b);
	flow_into(b, continue_to);
	b->break_to = old_break;
	b->continue_to = old_continue;
}

static void while_statement(struct builder *b)
{
	size_t open = b->i + 1, close = match_of(b, open);
	int head = follow(b, NODE_JOIN, b->i, b->i), inside = join(b), end = join(b);

	condition(b, open + 1, close, inside, end);
	b->i = close + 1;
	b->cur = inside;
	body(b, end, head);
	b->cur = end;
}

static void do_statement(struct builder *b)
{
	int inside = follow(b, NODE_JOIN, b->i, b->i), test = join(b), end = join(b);
	size_t close;

	b->i++;
	b->cur = inside;
	body(b, end, test);
	b->cur = test;
	if (token_is_word(b->t, b->i, "while") && token_is(b->t, b->i + 1, '(')) {
		close = match_of(b, b->i + 1);
		condition(b, b->i + 2, close, inside, end);
		b->i = close + 2;
	} else {
		b->flow->broken = true;
	}
	b->cur = end;
}

static void for_statement(struct builder *b)
{
	size_t open = b->i + 1, close = match_of(b, open);
	size_t one = find_operator(b, open + 1, close, ';');
	size_t two = one < close ? find_operator(b, one + 1, close, ';') : close;
	int head, inside, step, end;

	if (two >= close) {
		b->flow->broken = true;
		two = close;
	}
	if (one > open + 1)
		follow(b, NODE_STATEMENT, open + 1, one);
	head = follow(b, NODE_JOIN, b->i, b->i);
	inside = join(b);
	step = add(b, NODE_STATEMENT, two < close ? two + 1 : close, close);
	end = join(b);
	if (two > one + 1)
		condition(b, one + 1, two, inside, end);
	else
		flow_into(b, inside);
	node(b, step)->to[0] = head;
	b->i = close + 1;
	b->cur = inside;
	body(b, end, step);
	b->cur = end;
}

/* for_each_child(parent, child) { … }: how often it runs is not known. */
static void iterate_statement(struct builder *b, size_t close)
{
	int head = follow(b, NODE_ITERATE, b->i, close + 1), inside = join(b), end = join(b);

	node(b, head)->to[0] = inside;
	node(b, head)->to[1] = end;
	b->i = close + 1;
	b->cur = inside;
	body(b, end, head);
	b->cur = end;
}

/* A chain of choices from @from: each takes one label or goes on to the next. */
static void link_cases(struct builder *b, int from, const struct cases *cases, int end)
{
	int side = 0;

	for (size_t k = 0; k < cases->labels.n; k++) {
		int label = cases->labels.item[k];
		int choice = add(b, NODE_CHOICE, node(b, label)->first, node(b, label)->first);

		node(b, from)->to[side] = choice;
		node(b, choice)->to[0] = label;
		from = choice;
		side = 1;
	}
	if (cases->has_default && cases->labels.n)
		end = cases->labels.item[cases->labels.n - 1];
	node(b, from)->to[side] = end;
}

static void switch_statement(struct builder *b)
{
	size_t open = b->i + 1, close = match_of(b, open);
	struct cases cases = { 0 }, *old_cases = b->cases;
	int old_break = b->break_to, head, end;

	head = follow(b, NODE_STATEMENT, open + 1, close);
	end = join(b);
	b->cases = &cases;
	b->break_to = end;
	b->cur = -1;
	b->i = close + 1;
	statement(b);
	flow_into(b, end);
	link_cases(b, head, &cases, end);
	array_free(&cases.labels);
	b->cases = old_cases;
	b->break_to = old_break;
	b->cur = end;
}

static void case_label(struct builder *b)
{
	size_t colon = b->i;
	int label;

	while (colon < b->last && !token_is(b->t, colon, ':'))
		colon = b->t->list.item[colon].match > colon ? b->t->list.item[colon].match + 1 :
							       colon + 1;
	label = add(b, NODE_JOIN, b->i, b->i);
	flow_into(b, label);
	b->cur = label;
	if (b->cases) {
		*array_push(&b->cases->labels) = label;
		b->cases->has_default |= token_is_word(b->t, b->i, "default");
	} else {
		b->flow->broken = true;
	}
	b->i = colon + 1;
}

static void label(struct builder *b)
{
	int n = add(b, NODE_LABEL, b->i, b->i + 1);
	const struct token *name = &b->t->list.item[b->i];

	flow_into(b, n);
	b->cur = n;
	*map_putn(&b->labels, name->start, name->len) = (void *)(size_t)(n + 1);
	b->i += 2;
}

/* The end of a simple statement: its ; outside of brackets, or the block's end. */
static size_t statement_end(const struct builder *b, size_t i)
{
	for (; i < b->last; i++) {
		if (token_is(b->t, i, ';') || token_is(b->t, i, '}'))
			return i;
		if (b->t->list.item[i].match > i)
			i = match_of(b, i);
	}
	return b->last;
}

static void leave(struct builder *b, int to)
{
	if (to < 0)
		b->flow->broken = true;
	else
		flow_into(b, to);
	b->cur = -1;
	b->i = statement_end(b, b->i) + 1;
}

static void goto_statement(struct builder *b)
{
	struct jump *j = array_push(&b->jumps);

	j->node = follow(b, NODE_GOTO, b->i, b->i + 2);
	b->cur = -1;
	b->i = statement_end(b, b->i) + 1;
}

static void return_statement(struct builder *b)
{
	size_t end = statement_end(b, b->i);

	follow(b, NODE_RETURN, b->i + 1, end);
	flow_into(b, b->flow->exit);
	b->i = end + 1;
}

static void simple_statement(struct builder *b)
{
	size_t end = statement_end(b, b->i);

	if (end > b->i)
		follow(b, NODE_STATEMENT, b->i, end);
	b->i = end < b->last && token_is(b->t, end, ';') ? end + 1 : end;
	if (end == b->i && token_is(b->t, end, '}'))	/* a stray brace must not stop us */
		b->i++;
}

static void block(struct builder *b)
{
	size_t close = match_of(b, b->i), last = b->last;

	b->i++;
	b->last = close;
	while (b->i < close)
		statement(b);
	b->last = last;
	b->i = close + 1;
}

/* scoped_guard(mutex, &lock) { … }, list_for_each_entry(…) { … } or any macro with a body. */
static bool macro_with_body(struct builder *b)
{
	const struct token *name = &b->t->list.item[b->i];
	size_t close = match_of(b, b->i + 1);
	bool loop = memmem(name->start, name->len, "for_each", 8);

	if (token_is(b->t, close + 1, ';') && close + 1 < b->last && !loop)
		return false;
	if (loop) {
		iterate_statement(b, close);
		return true;
	}
	if (!token_is(b->t, close + 1, '{') || close + 1 >= b->last)
		return false;
	follow(b, NODE_STATEMENT, b->i, close + 1);
	b->i = close + 1;
	block(b);
	return true;
}

/* One side of an #if: statements up to its #else, #elif or #endif, flowing into @end. */
static void preprocessor_side(struct builder *b, int from, int side, int end)
{
	int start = join(b);

	node(b, from)->to[side] = start;
	b->cur = start;
	while (b->i < b->last && b->t->list.item[b->i].kind != TOKEN_PP_ELSE &&
	       b->t->list.item[b->i].kind != TOKEN_PP_ENDIF)
		statement(b);
	flow_into(b, end);
}

static void preprocessor_if(struct builder *b)
{
	bool negated = b->t->list.item[b->i].ch == 'n';
	int from = follow(b, NODE_BRANCH, b->i, b->i + 1), end = join(b), side = !negated;

	node(b, from)->preprocessor = true;
	b->i++;
	preprocessor_side(b, from, negated, end);
	while (from >= 0 && b->i < b->last && b->t->list.item[b->i].kind == TOKEN_PP_ELSE) {
		const char *word = b->t->list.item[b->i++].start;

		if (!strncmp(word, "elif", 4)) {
			int choice = add(b, NODE_CHOICE, b->i, b->i);

			node(b, from)->to[side] = choice;
			preprocessor_side(b, choice, 0, end);
			from = choice;
			side = 1;
		} else {
			preprocessor_side(b, from, side, end);
			from = -1;
		}
	}
	if (from >= 0)
		node(b, from)->to[side] = end;
	b->cur = end;
	if (b->i < b->last)
		b->i++;
}

static void word_statement(struct builder *b)
{
	static const struct {
		const char *word;
		void (*read)(struct builder *b);
	} keywords[] = {
		{ "if", if_statement },		{ "while", while_statement },
		{ "do", do_statement },		{ "for", for_statement },
		{ "switch", switch_statement },	{ "case", case_label },
		{ "default", case_label },	{ "goto", goto_statement },
		{ "return", return_statement },
	};

	for (size_t k = 0; k < sizeof(keywords) / sizeof(keywords[0]); k++)
		if (token_is_word(b->t, b->i, keywords[k].word)) {
			keywords[k].read(b);
			return;
		}
	if (token_is_word(b->t, b->i, "break"))
		leave(b, b->break_to);
	else if (token_is_word(b->t, b->i, "continue"))
		leave(b, b->continue_to);
	else if (token_is_word(b->t, b->i, "else"))
		b->i++;
	else if (token_is(b->t, b->i + 1, ':'))
		label(b);
	else if (!token_is(b->t, b->i + 1, '(') || !macro_with_body(b))
		simple_statement(b);
}

static void statement(struct builder *b)
{
	size_t before = b->i;

	if (b->i >= b->last)
		return;
	if (++b->depth > MAX_DEPTH) {
		b->flow->broken = true;
		b->i = b->last;
	} else if (b->t->list.item[b->i].kind == TOKEN_PP_IF) {
		preprocessor_if(b);
	} else if (b->t->list.item[b->i].kind >= TOKEN_PP_ELSE) {
		b->i++;
	} else if (token_is(b->t, b->i, '{')) {
		block(b);
	} else if (is_word(b, b->i)) {
		word_statement(b);
	} else {
		simple_statement(b);
	}
	if (b->i == before)
		b->i++;
	b->depth--;
}

static void resolve_jumps(struct builder *b)
{
	for (size_t k = 0; k < b->jumps.n; k++) {
		struct node *n = node(b, b->jumps.item[k].node);
		const struct token *name = &b->t->list.item[n->first + 1];
		size_t to = (size_t)map_getn(&b->labels, name->start, name->len);

		if (to)
			n->to[0] = to - 1;
		else
			b->flow->broken = true;
	}
}

char *flow_condition(const struct tokens *t, const struct node *n, bool *inverted)
{
	size_t first = n->first, last = n->last;

	*inverted = false;
	if (n->preprocessor) {
		struct str s = STR_INIT;

		str_addf(&s, "#%.*s", (int)t->list.item[first].len, t->list.item[first].start);
		return str_detach(&s);
	}
	while (token_is(t, first, '!')) {
		*inverted = !*inverted;
		first++;
	}
	if (last - first > 2 && (token_is(t, last - 2, PUNCT2('=', '=')) ||
				 token_is(t, last - 2, PUNCT2('!', '='))) &&
	    (token_is_word(t, last - 1, "NULL") || token_is_word(t, last - 1, "false") ||
	     (t->list.item[last - 1].kind == TOKEN_NUMBER && *t->list.item[last - 1].start == '0'))) {
		*inverted ^= token_is(t, last - 2, PUNCT2('=', '='));
		last -= 2;
	} else if (last - first == 3 && token_is(t, last - 2, '<') &&
		   *t->list.item[last - 1].start == '0') {
		last -= 2;	/* an error code is not zero */
	}
	return tokens_text(t, first, last);
}

static bool has_call(const char *text)
{
	const char *open = strchr(text, '(');

	return open && strncmp(text, "IS_ERR", 6) && strncmp(text, "IS_ENABLED", 10);
}

/* Numbers the conditions that stand in the function more than once, or are returned. */
static void number_facts(struct flow *flow, const struct tokens *t)
{
	struct map count = MAP_INIT;

	for (size_t pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < flow->nodes.n; i++) {
			struct node *n = &flow->nodes.item[i];
			void **seen;
			char *text;

			if ((n->kind != NODE_BRANCH && n->kind != NODE_RETURN) || n->first == n->last)
				continue;
			text = flow_condition(t, n, &n->fact_inverted);
			seen = map_put(&count, text);
			if (!pass) {
				*seen = (char *)*seen + 1;
			} else if ((size_t)*seen > 1 && (size_t)*seen < 1u << 20 && *text &&
				   !has_call(text) && flow->facts.n < FLOW_MAX_FACTS) {
				n->fact = flow->facts.n;
				array_push(&flow->facts)->text = mem_strdup(text);
				*seen = (void *)((1ul << 20) + n->fact);
			} else if ((size_t)*seen >= 1u << 20) {
				n->fact = (size_t)*seen - (1u << 20);
			}
			mem_free(text);
		}
	map_release(&count);
}

struct flow *flow_of(struct function *f)
{
	struct builder b = { .t = &f->unit->tokens, .i = f->first, .last = f->last,
			     .break_to = -1, .continue_to = -1 };

	if (f->flow)
		return f->flow;
	b.flow = f->flow = mem_alloc(sizeof(*f->flow));
	b.cur = add(&b, NODE_JOIN, f->first, f->first);
	b.flow->exit = add(&b, NODE_EXIT, f->last, f->last);
	while (b.i < f->last)
		statement(&b);
	flow_into(&b, b.flow->exit);
	resolve_jumps(&b);
	number_facts(b.flow, b.t);
	map_release(&b.labels);
	array_free(&b.jumps);
	return f->flow;
}

void flow_free(struct flow *flow)
{
	if (!flow)
		return;
	for (size_t i = 0; i < flow->facts.n; i++)
		mem_free(flow->facts.item[i].text);
	array_free(&flow->facts);
	array_free(&flow->nodes);
	mem_free(flow);
}
