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

struct group {			/* an #if and its sides */
	struct group *outer;
	bool cut;		/* it ended inside of a statement, that began on one side */
	int go_on;		/* where the other sides go on then */
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
	struct group *group;	/* the innermost #if that is open */
};

static void statement(struct builder *b);
static void part(struct builder *b);

static struct node *node(struct builder *b, int i)
{
	return &b->flow->nodes.item[i];
}

static int add(struct builder *b, enum node_kind kind, size_t first, size_t last)
{
	struct node *n = array_push(&b->flow->nodes);

	n->kind = kind;
	n->first = first;
	n->last = last > first ? last : first;
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

static bool is_number(const struct builder *b, size_t first, size_t last)
{
	return last - first == 1 && b->t->list.item[first].kind == TOKEN_NUMBER;
}

static void condition(struct builder *b, size_t first, size_t last, int yes, int no);

/* A condition without && and || outside of parentheses. */
static void operand(struct builder *b, size_t first, size_t last, int yes, int no)
{
	bool inverted = token_is(b->t, first, '!') && token_is(b->t, first + 1, '(');
	size_t open = first + inverted;
	int n;

	if (token_is(b->t, open, '(') && open < last && b->t->list.item[open].match == last - 1) {
		condition(b, open + 1, last - 1, inverted ? no : yes, inverted ? yes : no);
		return;
	}
	if (is_number(b, first, last)) {
		flow_into(b, token_is_zero(b->t, first) ? no : yes);
		return;
	}
	n = follow(b, NODE_BRANCH, first, last);
	node(b, n)->to[0] = yes;
	node(b, n)->to[1] = no;
	b->cur = -1;
}

static void all_of(struct builder *b, size_t first, size_t last, int yes, int no)
{
	size_t op;

	while ((op = find_operator(b, first, last, PUNCT2('&', '&'))) < last) {
		int next = join(b);

		operand(b, first, op, next, no);
		b->cur = next;
		first = op + 1;
	}
	operand(b, first, last, yes, no);
}

static void any_of(struct builder *b, size_t first, size_t last, int yes, int no)
{
	size_t op;

	while ((op = find_operator(b, first, last, PUNCT2('|', '|'))) < last) {
		int next = join(b);

		all_of(b, first, op, yes, next);
		b->cur = next;
		first = op + 1;
	}
	all_of(b, first, last, yes, no);
}

/* The condition [first, last), true to @yes and false to @no, split at && || ! and parentheses. */
static void condition(struct builder *b, size_t first, size_t last, int yes, int no)
{
	bool deep = ++b->depth > MAX_DEPTH;

	if (first > last)
		first = last;
	if (deep)
		b->flow->broken = true;
	if (deep || find_operator(b, first, last, '?') < last) {
		int n = follow(b, NODE_BRANCH, first, last);

		node(b, n)->to[0] = yes;
		node(b, n)->to[1] = no;
		b->cur = -1;
	} else {
		any_of(b, first, last, yes, no);
	}
	b->depth--;
}

static enum token_kind kind_at(const struct builder *b, size_t i)
{
	return i < b->last ? b->t->list.item[i].kind : TOKEN_END;
}

/* The #endif at hand ends its #if inside of a statement: the other sides go on at @to. */
static void cut_group(struct builder *b, int to)
{
	b->i++;
	if (!b->group)
		return;
	b->group->cut = true;
	b->group->go_on = to;
	b->group = b->group->outer;
}

/* Whether an else goes with the if that ends here, also behind marks; it is passed. */
static bool else_follows(struct builder *b, int end, unsigned *opened)
{
	size_t i = b->i;
	int choice;

	while (kind_at(b, i) >= TOKEN_PP_IF && i < b->last)
		i++;
	if (i >= b->last || !token_is_word(b->t, i, "else"))
		return false;
	while (b->i < i) {
		if (kind_at(b, b->i) == TOKEN_PP_ENDIF && !*opened) {
			cut_group(b, end);
			continue;
		}
		if (kind_at(b, b->i) == TOKEN_PP_IF) {
			choice = follow(b, NODE_CHOICE, b->i, b->i);
			node(b, choice)->to[1] = end;
			(*opened)++;
		} else if (kind_at(b, b->i) == TOKEN_PP_ENDIF) {
			(*opened)--;
		}
		b->i++;
	}
	b->i++;
	return true;
}

/* A condition and what runs when it is true; goes on where it is false. */
static void if_true(struct builder *b, int end)
{
	size_t open = b->i + 1, close;
	int yes = join(b), no = join(b);

	if (is_word(b, open) && token_is(b->t, open + 1, '('))	/* if IS_ENABLED(x) */
		open++;
	close = match_of(b, open);
	condition(b, open + 1, close, yes, no);
	b->i = close + 1;
	b->cur = yes;
	part(b);
	flow_into(b, end);
	b->cur = no;
}

static void if_statement(struct builder *b)
{
	unsigned opened = 0;
	int end = join(b);

	if_true(b, end);
	while (else_follows(b, end, &opened)) {
		if (b->i < b->last && token_is_word(b->t, b->i, "if")) {
			if_true(b, end);
			continue;
		}
		part(b);
		break;
	}
	while (opened-- && kind_at(b, b->i) == TOKEN_PP_ENDIF)
		b->i++;
	flow_into(b, end);
	b->cur = end;
}

/* A loop's body, its statement at b->i. */
static void body(struct builder *b, int break_to, int continue_to)
{
	int old_break = b->break_to, old_continue = b->continue_to;

	b->break_to = break_to;
	b->continue_to = continue_to;
	part(b);
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
	part(b);
	flow_into(b, end);
	link_cases(b, head, &cases, end);
	array_free(&cases.labels);
	b->cases = old_cases;
	b->break_to = old_break;
	b->cur = end;
}

static void case_label(struct builder *b)
{
	size_t colon = find_operator(b, b->i, b->last, ':');
	int label;

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

/* panic() and the like do not come back. */
static bool never_returns(const struct builder *b)
{
	static const char *const words[] = { "BUG", "panic", "unreachable", "do_exit",
					     "__builtin_unreachable" };

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (token_is_word(b->t, b->i, words[k]) && token_is(b->t, b->i + 1, '('))
			return true;
	return false;
}

/* c ? one() : other(); as a statement: false when it is not of that form. */
static bool chosen_statement(struct builder *b, size_t end)
{
	size_t question = find_operator(b, b->i, end, '?');
	size_t colon = find_operator(b, question, end, ':');
	int yes, no, join_at;

	if (colon >= end || find_operator(b, b->i, question, '=') < question ||
	    find_operator(b, question + 1, end, '?') < end)
		return false;
	yes = join(b);
	no = join(b);
	join_at = join(b);
	condition(b, b->i, question, yes, no);
	b->cur = yes;
	follow(b, NODE_STATEMENT, question + 1, colon);
	flow_into(b, join_at);
	b->cur = no;
	follow(b, NODE_STATEMENT, colon + 1, end);
	flow_into(b, join_at);
	b->cur = join_at;
	return true;
}

static void simple_statement(struct builder *b)
{
	size_t end = statement_end(b, b->i);
	bool stops = never_returns(b);

	if (end > b->i && !chosen_statement(b, end))
		follow(b, NODE_STATEMENT, b->i, end);
	if (stops)
		b->cur = -1;
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
	size_t close = match_of(b, b->i + 1);

	if (flow_iterates(b->t, b->i)) {
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

/* One side of an #if: statements up to its #else, #elif or #endif. */
static void preprocessor_side(struct builder *b, const struct group *g, int from, int side)
{
	int start = join(b);

	node(b, from)->to[side] = start;
	b->cur = start;
	while (b->i < b->last && !g->cut && kind_at(b, b->i) != TOKEN_PP_ELSE &&
	       kind_at(b, b->i) != TOKEN_PP_ENDIF)
		statement(b);
}

/*
 * The sides after the first; all but the last flow into @end, what flows on from that one is
 * left in b->cur. Returns the node whose side *@side is still open, or -1.
 */
static int preprocessor_sides(struct builder *b, const struct group *g, int from, int *side,
			      int end)
{
	while (!g->cut && from >= 0 && kind_at(b, b->i) == TOKEN_PP_ELSE) {
		const char *word = b->t->list.item[b->i++].start;

		flow_into(b, end);
		if (!strncmp(word, "elif", 4)) {
			int choice = add(b, NODE_CHOICE, b->i, b->i);

			node(b, from)->to[*side] = choice;
			preprocessor_side(b, g, choice, 0);
			from = choice;
			*side = 1;
		} else {
			preprocessor_side(b, g, from, *side);
			from = -1;
		}
	}
	return from;
}

static void preprocessor_if(struct builder *b)
{
	bool negated = b->t->list.item[b->i].ch == 'n';
	int from = follow(b, NODE_BRANCH, b->i, b->i + 1), end = join(b), side = !negated;
	struct group g = { .outer = b->group };

	node(b, from)->preprocessor = true;
	b->group = &g;
	b->i++;
	preprocessor_side(b, &g, from, negated);
	from = preprocessor_sides(b, &g, from, &side, end);
	if (from >= 0)
		node(b, from)->to[side] = end;
	if (g.cut) {
		node(b, end)->to[0] = g.go_on;
		return;
	}
	b->group = g.outer;
	flow_into(b, end);
	b->cur = end;
	if (b->i < b->last)
		b->i++;
}

static bool is_label(const struct builder *b)
{
	return is_word(b, b->i) &&
	       (token_is_word(b->t, b->i, "case") ||
		(token_is(b->t, b->i + 1, ':') && b->i + 1 < b->last));
}

/*
 * The statement that an if, an else or a loop governs. An #if that began before its head
 * may end in between; of an #else there the side is passed over.
 */
static void part(struct builder *b)
{
	unsigned inner = 0;

	if (kind_at(b, b->i) == TOKEN_PP_ELSE)
		for (; b->i < b->last; b->i++) {
			if (kind_at(b, b->i) == TOKEN_PP_IF)
				inner++;
			else if (kind_at(b, b->i) == TOKEN_PP_ENDIF && !inner--)
				break;
		}
	while (kind_at(b, b->i) == TOKEN_PP_ENDIF || kind_at(b, b->i) == TOKEN_PP_VOID) {
		if (kind_at(b, b->i) == TOKEN_PP_VOID) {
			b->i++;
			continue;
		}
		follow(b, NODE_JOIN, b->i, b->i);
		cut_group(b, b->cur);
	}
	while (is_label(b))
		statement(b);
	statement(b);
}

static void stray_else(struct builder *b)
{
	b->flow->broken = true;
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
		stray_else(b);
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

/* Whether [first, last) is a single operand: a, p->a.b[i], f(x) */
static bool is_operand(const struct tokens *t, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++) {
		const struct token *tok = &t->list.item[i];

		if (tok->match > i)
			i = tok->match;
		else if (tok->kind == TOKEN_PUNCT && tok->ch != '.' && tok->ch != PUNCT2('-', '>'))
			return false;
	}
	return first < last;
}

/* The end of what stands before == 0, != NULL and the like, or @last. */
static size_t compared(const struct tokens *t, size_t first, size_t last, bool *inverted)
{
	bool equal;

	if (last - first < 3)
		return last;
	equal = token_is(t, last - 2, PUNCT2('=', '='));
	if (equal || token_is(t, last - 2, PUNCT2('!', '='))) {
		if (!token_is_zero(t, last - 1) && !token_is_word(t, last - 1, "NULL") &&
		    !token_is_word(t, last - 1, "false"))
			return last;
		*inverted ^= equal;
		return last - 2;
	}
	/* An error code is not zero. */
	if (last - first == 3 && token_is(t, last - 2, '<') && token_is_zero(t, last - 1))
		return last - 2;
	return last;
}

char *flow_condition(const struct tokens *t, const struct node *n, bool *inverted)
{
	size_t first = n->first, last = n->last, operand;

	*inverted = false;
	if (n->preprocessor)
		return mem_printf("#%.*s", (int)t->list.item[first].len, t->list.item[first].start);
	for (operand = first; token_is(t, operand, '!') && operand < last;)
		operand++;
	if (operand == first)
		return tokens_text(t, first, compared(t, first, last, inverted));
	if (!is_operand(t, operand, last))
		return tokens_text(t, first, last);
	*inverted = (operand - first) & 1;
	return tokens_text(t, operand, last);
}

bool flow_iterates(const struct tokens *t, size_t i)
{
	const struct token *word = &t->list.item[i];

	return word->kind == TOKEN_WORD && token_is(t, i + 1, '(') && word[1].match > i &&
	       !token_is(t, word[1].match + 1, ';') &&
	       memmem(word->start, word->len, "for_each", 8);
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

			if ((n->kind != NODE_BRANCH && n->kind != NODE_RETURN) ||
			    n->first == n->last)
				continue;
			text = flow_condition(t, n, &n->fact_inverted);
			seen = map_put(&count, text);
			if (!pass) {
				*seen = (void *)((size_t)*seen + 1);
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
