// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "check/effect.h"
#include "check/flow.h"

struct sample {
	struct unit unit;
	char *text;
	struct flow *flow;
};

static void sample_open(struct sample *s, const char *body)
{
	s->text = mem_printf("int f(void)\n{ %s }\n", body);
	unit_read(&s->unit, "a.c", s->text, strlen(s->text));
	assert_int_equal(s->unit.functions.n, 1);
	s->flow = flow_of(&s->unit.functions.item[0]);
}

static void sample_close(struct sample *s)
{
	unit_release(&s->unit);
	mem_free(s->text);
}

/* The node whose tokens hold the word "@name"; "exit" is the end. */
static int node_of(const struct sample *s, const char *name)
{
	for (size_t i = 0; i < s->flow->nodes.n; i++) {
		const struct node *n = &s->flow->nodes.item[i];

		if (n->kind == NODE_JOIN || n->kind == NODE_CHOICE || n->kind == NODE_LABEL ||
		    n->kind == NODE_GOTO)
			continue;
		for (size_t k = n->first; k < n->last; k++)
			if (token_is_word(&s->unit.tokens, k, name))
				return i;
	}
	return !strcmp(name, "exit") ? s->flow->exit : -1;
}

/* Whether a path leads from node @from to @to without passing @without. */
static bool leads(const struct sample *s, int from, int to, int without)
{
	ARRAY(int) todo = { 0 };
	bool *seen = mem_alloc(s->flow->nodes.n), found = false;

	*array_push(&todo) = from;
	for (size_t i = 0; i < todo.n && !found; i++)
		for (int side = 0; side < 2; side++) {
			int next = s->flow->nodes.item[todo.item[i]].to[side];

			if (next < 0 || next == without || seen[next])
				continue;
			seen[next] = true;
			found |= next == to;
			*array_push(&todo) = next;
		}
	array_free(&todo);
	mem_free(seen);
	return found;
}

/*
 * Each of @want is "a>b" (b can come after a), "a!b" (it can't) or "a>b/c" (it can without
 * passing c), "a!b/c" (it can't without c). The names are words of the body, each in one
 * statement; ^ is the start.
 */
static void check_paths(const char *body, const char *want, int line)
{
	char a[16], b[16], c[16], op;
	struct sample s;

	sample_open(&s, body);
	while (*want) {
		int used = 0, from, to, without = -1;

		c[0] = '\0';
		if (sscanf(want, "%15[a-z0-9^]%c%15[a-z0-9]%n", a, &op, b, &used) < 3)
			fail_msg("line %d: bad path %s", line, want);
		want += used;
		if (*want == '/' && sscanf(want, "/%15[a-z0-9]%n", c, &used) == 1)
			want += used;
		want += strspn(want, " ");
		from = *a == '^' ? 0 : node_of(&s, a);
		to = node_of(&s, b);
		if (*c)
			without = node_of(&s, c);
		if (from < 0 || to < 0 || (*c && without < 0))
			fail_msg("line %d: no node for %s, %s or %s", line, a, b, c);
		if (leads(&s, from, to, without) != (op == '>'))
			fail_msg("line %d: %s%c%s%s%s does not hold", line, a, op, b,
				 *c ? " without " : "", c);
	}
	sample_close(&s);
}

#define PATHS(body, want) check_paths(body, want, __LINE__)

static bool is_broken(const char *body)
{
	struct sample s;
	bool broken;

	sample_open(&s, body);
	broken = s.flow->broken;
	sample_close(&s);
	return broken;
}

static void statements_follow_each_other(void **state)
{
	(void)state;
	PATHS("a; b; c;", "^>a a>b b>c c>exit b!a a!c/b a!exit/c");
	PATHS("a; { b; { c; } } d;", "a>d a!d/b a!d/c");
	PATHS("", "^>exit");
	PATHS(";;", "^>exit");
	PATHS("a = (struct x){ .y = 1, }; b;", "a>b");
	PATHS("int v[] = { [0] = a, }; b;", "a>b");
}

static void an_if_has_two_ways(void **state)
{
	(void)state;
	PATHS("a; if (b) c; d;", "a>c a>d/c c>d a!d/b");
	PATHS("if (a) b; else c; d;", "b!c a>d/b a>d/c ^!d/a b>d c>d");
	PATHS("if (a) { b; } else { c; } d;", "b!c c>d b>d");
	PATHS("if (a) b; else if (c) d; else e; f;", "b!c b!d d!e a>f/b a>e/b c>f/d e>f");
	PATHS("if (a) if (b) c; else d; e;", "b>d a>e/b a!d/b c!d");
	PATHS("if (a) { if (b) c; } else d; e;", "a>d/b b!d");
	PATHS("if (a) ; else b; c;", "a>b a>c/b");
	PATHS("if (a) return; b;", "a>b a>exit/b");
	PATHS("if (a) {} b;", "a>b");
	PATHS("if IS_ENABLED(a) b; c;", "a>b a>c/b");
}

static void an_if_knows_its_sides(void **state)
{
	struct sample s;
	const struct node *n;

	(void)state;
	sample_open(&s, "if (a) b; else c;");
	n = &s.flow->nodes.item[node_of(&s, "a")];
	assert_int_equal(n->kind, NODE_BRANCH);
	assert_true(leads(&s, n->to[0], node_of(&s, "b"), -1));
	assert_false(leads(&s, n->to[0], node_of(&s, "c"), -1));
	assert_true(leads(&s, n->to[1], node_of(&s, "c"), -1));
	assert_false(leads(&s, n->to[1], node_of(&s, "b"), -1));
	sample_close(&s);
}

static void conditions_stop_early(void **state)
{
	(void)state;
	PATHS("if (a && b) c; d;", "a>d/b a!c/b b>c b>d/c");
	PATHS("if (a || b) c; d;", "a>c/b b>d/c");
	PATHS("if (a || b) c; else d; e;", "a!d/b a>c/b b>d");
	PATHS("if (a && b && c) d; e;", "a>e/b b>e/c a!d/c");
	PATHS("if (a || b && c) d; e;", "a>d/b b!d/c b>e/c");
	PATHS("if ((a || b) && c) d; e;", "a>c/b a!d/c b>e/c a>e/c");
	PATHS("if (!(a && b)) c; d;", "a>c/b b>d/c a>d/b");
	PATHS("if (!(a || b)) c; else d; e;", "a!c/b a>d/b b>c");
	PATHS("if (((a))) b; c;", "a>b a>c/b");
	PATHS("if (a ? b : c) d; e;", "a>d a>e/d");
	PATHS("if (g(a && b)) c; d;", "a>c a>d/c");
	PATHS("while (a && b) c; d;", "a>d/b b>d/c c>a c>d c!d/a");
}

static void constant_conditions_have_one_way(void **state)
{
	(void)state;
	PATHS("a; if (0) b; c;", "a!b a>c");
	PATHS("a; if (1) b; c;", "a!c/b");
	PATHS("a; if (0x10) b; c;", "a!c/b");
	PATHS("a; while (1) { b; if (c) break; } d;", "a!d/c c>d c>b");
	PATHS("a; while (1) b;", "a!exit b>b");
	PATHS("do { a; } while (0); b;", "a>b a!a");
	PATHS("if (a || 0) b; c;", "a>b a>c/b");
	PATHS("if (a && 1) b; c;", "a>b a>c/b");
}

static void loops_run_any_number_of_times(void **state)
{
	(void)state;
	PATHS("while (a) b; c;", "a>b b>a a>c/b b!c/a");
	PATHS("while (a) { b; } c;", "a>b b>a a>c/b");
	PATHS("while (a) ; c;", "a>a a>c");
	PATHS("do a; while (b); c;", "a>b b>a a!c/b ^!b/a");
	PATHS("do { a; } while (b && c); d;", "b>d/c c>a b!a/c");
	PATHS("for (a; b; c) d; e;", "a>b b>d d>c c>b b>e/d d!e/c a!d/b");
	PATHS("for (;;) a; b;", "a>a a!b ^!b");
	PATHS("for (;;) { a; if (b) break; } c;", "b>c b>a");
	PATHS("for (a; ; c) { d; if (b) break; } e;", "a>d d!e/b b>c");
	PATHS("for (; b; ) { d; } e;", "b>d d>b b>e/d");
	PATHS("for (int a = 0; b; c++) d; e;", "a>b b>e/d");
}

static void breaks_and_continues(void **state)
{
	(void)state;
	PATHS("while (a) { b; if (c) continue; d; } e;", "c>a/d c!e/a");
	PATHS("while (a) { b; if (c) break; d; } e;", "c>e/a d>a");
	PATHS("for (a; b; c) { if (d) continue; e; } g;", "d>c/e d!b/c");
	PATHS("do { a; if (b) continue; c; } while (d); e;", "b>d/c b!a/d");
	PATHS("do { if (a) break; b; } while (0); c;", "a>c/b b>c");
	PATHS("while (a) { while (b) { if (c) break; d; } e; } g;", "c>e/b c!g/e");
	PATHS("while (a) { switch (b) { case 1: continue; case 2: c; } d; } e;", "b>a/d c>d");
}

static void switches(void **state)
{
	(void)state;
	PATHS("switch (s) { case 1: a; break; case 2: b; break; } c;",
	      "s>a s>b s>c a!b b!a a>c");
	PATHS("switch (s) { case 1: a; case 2: b; break; } c;", "a>b s>b/a a!c/b");
	PATHS("switch (s) { case 1: a; break; default: b; } c;", "a>c b>c s>b a!b");
	PATHS("switch (s) { default: a; break; case 1: b; } c;", "s>a s>b/a a!b");
	PATHS("switch (s) { case 1: a; break; default: return; case 2: b; } c;",
	      "s>a s>b s>exit/c s>c/a");
	PATHS("switch (s) { case 1: case 2: a; } b;", "s>a s>b/a");
	PATHS("switch (s) { case 1: a; break; default: b; break; } c;", "s>a s>b");
	PATHS("switch (s) { case 1 ... 3: a; break; case B: b; } c;", "s>a s>b a!b");
	PATHS("switch (s) { case 'x': a; break; case F(1): b; } c;", "s>a s>b a!b");
	PATHS("switch (s) { case 1: switch (t) { case 2: a; break; } b; break; case 3: c; } d;",
	      "a>b a!c t>b/a s>c b>d b!c");
	PATHS("switch (s) { case 1: { a; break; } case 2: { b; } } c;", "a!b s>b a>c");
	PATHS("switch (s) { x; case 1: a; } b;", "s!x s>a");
	PATHS("switch (s) { } b;", "s>b");
	PATHS("switch (s) { case 1: l: a; break; case 2: goto l; } c;", "s>a a>c");
}

/* With a default every value has its label. */
static void a_default_leaves_no_way_around(void **state)
{
	(void)state;
	PATHS("switch (s) { case 1: return; default: return; } c;", "s!c");
	PATHS("switch (s) { default: return; case 1: a; } c;", "s!c/a s>c");
	PATHS("switch (s) { case 1: return; } c;", "s>c");
}

static void gotos(void **state)
{
	(void)state;
	PATHS("a; if (b) goto out; c; out: d;", "b>d/c c>d");
	PATHS("again: a; if (b) goto again; c;", "b>a b>c c!a");
	PATHS("a; goto out; b; out: c;", "a!b a>c");
	PATHS("if (a) goto e2; if (b) goto e1; return; e1: c; e2: d;",
	      "a>d/b a!c/b b>c b>exit/d c>d");
	PATHS("a; { l: } b; goto l;", "a>b b>b");
	PATHS("while (a) { if (b) goto out; c; } d; out: e;", "b>e/a b!d/a");
	PATHS("a; l: ; b;", "a>b");
	PATHS("if (a) l: b; c; goto l;", "c>b a>c/b");
	PATHS("while (a) l: m: b; c; if (d) goto l;", "b>a a>c/b b!c/a d>b");
}

static void what_a_goto_or_return_leaves_unreached(void **state)
{
	(void)state;
	PATHS("a; return b; c;", "a>b b>exit a!c");
	PATHS("if (a) return; else return; b;", "a!b");
	PATHS("return a ? b : c;", "a>exit");
}

static void loop_macros(void **state)
{
	(void)state;
	PATHS("a; list_for_each_entry(p, b, n) { c; } d;", "a>d/c b>c c>b b>d/c");
	PATHS("a; for_each_child(p, b) c; d;", "b>c c>b c!d/b");
	PATHS("list_for_each_entry(p, b, n) { if (c) break; if (d) continue; e; } g;",
	      "c>g/b d>b/e e>b");
	PATHS("for_each_a(b) for_each_c(d) e; g;", "e>d e>b b>g/d");
}

/* device_for_each_child(dev, NULL, fn); calls, and does so once. */
static void a_call_is_no_loop(void **state)
{
	(void)state;
	PATHS("a; device_for_each_child(b, c, d); e;", "a>e a!e/b b!b");
	PATHS("if (a) bus_for_each_dev(b, c); d;", "a>d/b b!b");
}

static void macros_with_a_body(void **state)
{
	(void)state;
	PATHS("a; scoped_guard(mutex, b) { c; } d;", "a>c c>d a!d/c a!c/b");
	PATHS("a; scoped_guard(mutex, b) c; d;", "a>c c>d");
	PATHS("while (a) { scoped_guard(mutex, b) { if (c) break; d; } e; } g;", "c>g/a d>e");
	PATHS("a; guard(mutex)(b); c;", "a>b b>c");
	PATHS("MACRO(a) b; c;", "a>c");
}

static void statement_expressions_are_one(void **state)
{
	(void)state;
	PATHS("a = ({ int t = b; t; }); c;", "a>c");
	PATHS("if (({ a; b; })) c; d;", "a>c a>d/c");
}

static void sides_of_an_if(void **state)
{
	(void)state;
	PATHS("\n#ifdef X\n a;\n#else\n b;\n#endif\n c;", "a!b a>c b>c ^>a ^>b");
	PATHS("a;\n#ifdef X\n b;\n#endif\n c;", "a>b a>c/b b>c");
	PATHS("a;\n#ifdef X\n b;\n#elif Y\n c;\n#endif\n d;", "a>b a>c/b a>d b!c");
	PATHS("a;\n#ifdef X\n b;\n#elif Y\n c;\n#else\n d;\n#endif\n e;",
	      "b!c b!d c!d a>d a>b");
	PATHS("a;\n#if 0\n b;\n#endif\n c;", "a>c");
	PATHS("a;\n#ifdef X\n b;\n#if 0\n q;\n#endif\n c;\n#else\n d;\n#endif\n e;",
	      "b>c b!d c!d d>e a!c/b");
	PATHS("a;\n#ifdef X\n b;\n#ifdef Y\n c;\n#endif\n d;\n#else\n e;\n#endif\n g;",
	      "b>d/c d!e a>e b!e");
}

static void an_ifndef_is_the_other_way_round(void **state)
{
	struct sample s;
	const struct node *n = NULL;

	(void)state;
	sample_open(&s, "\n#ifndef X\n a;\n#else\n b;\n#endif\n");
	for (size_t i = 0; i < s.flow->nodes.n; i++)
		if (s.flow->nodes.item[i].preprocessor)
			n = &s.flow->nodes.item[i];
	assert_non_null(n);
	assert_int_equal(n->kind, NODE_BRANCH);
	assert_true(leads(&s, n->to[0], node_of(&s, "b"), -1));
	assert_true(leads(&s, n->to[1], node_of(&s, "a"), -1));
	assert_false(leads(&s, n->to[1], node_of(&s, "b"), -1));
	sample_close(&s);
}

/* The head on one side, what it governs behind the #endif. */
static void an_if_ends_inside_of_a_statement(void **state)
{
	(void)state;
	PATHS("a;\n#ifdef X\n if (b)\n#endif\n c; d; e;", "a>c/b b>c b>d/c c>d d>e");
	PATHS("a;\n#ifdef X\n if (b) c; else\n#endif\n d; e;", "a>d/b b>c c!d c>e a>e b>d");
	PATHS("a;\n#ifdef X\n while (b)\n#endif\n c; d;", "a>c/b c>b b>d/c");
	PATHS("a;\n#ifdef X\n if (b)\n#else\n if (c)\n#endif\n d; e;", "a>d b>d b>e/d d>e");
	PATHS("a;\n#ifdef X\n#ifdef Y\n if (b)\n#endif\n#endif\n c; d;", "a>c/b b>d/c c>d");
	PATHS("a;\n#ifdef X\n if (b)\n#endif\n c;\n#ifdef Y\n d;\n#endif\n e;",
	      "c>d c>e/d a>c/b");
	PATHS("a;\n#ifdef X\n b;\n#else\n if (c)\n#endif\n d; e;", "b>d b!c c>e/d d>e");
	PATHS("a;\n#ifdef X\n if (b) { c;\n#ifdef Y\n d;\n#endif\n } else\n#endif\n e; g;",
	      "c>d c!e c>g/d a>e/b");
}

static void an_else_on_one_side(void **state)
{
	(void)state;
	PATHS("if (a) b;\n#ifdef X\n else c;\n#endif\n d;", "a>c a>d b!c b>d c>d");
	PATHS("if (a) {\n b;\n#ifdef X\n } else {\n c;\n#endif\n } d;", "a>b a>c b>d c>d");
	PATHS("\n#ifdef Z\n if (a) b;\n#ifdef X\n else c;\n#endif\n d;\n#else\n e;\n#endif\n g;",
	      "a>d/b a>c c>d d!e e>g c!e");
}

static void what_is_not_understood_is_told(void **state)
{
	(void)state;
	assert_false(is_broken("a; if (b) goto c; d; c: e; while (g) { break; }"));
	assert_true(is_broken("goto nowhere;"));
	assert_true(is_broken("goto *p;"));
	assert_true(is_broken("break;"));
	assert_true(is_broken("continue;"));
	assert_true(is_broken("case 1: a;"));
	assert_true(is_broken("else a;"));
	assert_true(is_broken("do { a; } b;"));
	assert_true(is_broken("for (a; b) c;"));
}

static void garbage_comes_to_an_end(void **state)
{
	static const char *const bodies[] = {
		"if", "if (", "if else", "else", "while", "do", "for", "for (", "switch", "case",
		"goto", "return", "a (", ") ) ]", "( [", "if (a", "do while", "for (;;", "case :",
		"\n#if\n if (", "\n#else\n#endif\n else", "x : :", "? :", "goto ;", "a b c",
		"if (a) else", "do ; while", "\n#ifdef A\n else\n#endif\n",
		"if (a)\n#else\n", "if (a)\n#endif\n", "switch (a) case 1:",
		"for_each_a(", "if (a))",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct sample s;

		sample_open(&s, bodies[i]);
		for (size_t k = 0; k < s.flow->nodes.n; k++)
			assert_true(s.flow->nodes.item[k].first <= s.flow->nodes.item[k].last);
		sample_close(&s);
	}
}

static char *repeat(const char *before, const char *one, size_t n, const char *after)
{
	struct str s = STR_INIT;

	str_add(&s, before);
	while (n--)
		str_add(&s, one);
	str_add(&s, after);
	return str_detach(&s);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Each takes some 0.1 s: what is quadratic takes minutes. */
static void check_time(char *body)
{
	double start = seconds();
	struct sample s;

	sample_open(&s, body);
	sample_close(&s);
	assert_true(seconds() - start < 5);
	mem_free(body);
}

static void time_is_linear(void **state)
{
	(void)state;
	check_time(repeat("", "if (a) b;\n", 100000, ""));
	check_time(repeat("", "if (a) b; else ", 50000, "c;"));
	check_time(repeat("if (a", " && a", 20000, ") b;"));
	check_time(repeat("if (a", " || a", 20000, ") b;"));
	check_time(repeat("", "if (a) ", 50000, "b;"));
	check_time(repeat("if ", "(", 50000, ""));
	check_time(repeat("", "\n#if A\n b;", 50000, ""));
	check_time(repeat("", "l: goto l;", 50000, ""));
	check_time(repeat("switch (a) {", "case 1: b;", 50000, "}"));
	check_time(repeat("", "case ", 50000, ""));
	check_time(repeat("", "x (", 50000, ""));
	check_time(repeat("", "x ", 200000, ""));
}

static void deep_nesting_is_safe(void **state)
{
	static const struct {
		const char *one, *end;
	} levels[] = { { "{", "}" }, { "if (a) {", "}" }, { "while (a) {", "}" },
		       { "do {", "} while (a);" },
		       { "switch (a) { case 1:", "}" }, { "for_each_a(b) {", "}" } };

	(void)state;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		char *in = repeat("", levels[i].one, 10000, "x;");
		char *body = repeat(in, levels[i].end, 10000, "");

		check_time(body);
		mem_free(in);
	}
}

/* What is too deep is told, and what stands behind it is still read. */
static void code_behind_what_is_too_deep(void **state)
{
	char *in = repeat("a; ", "if (b) {", 1000, "x;");
	char *body = repeat(in, "}", 1000, "if (c) d; e;");

	(void)state;
	assert_true(is_broken(body));
	PATHS(body, "a>c a>d a>e/d");
	mem_free(in);
	mem_free(body);
	in = repeat("a; if ", "(!", 1000, "x");
	body = repeat(in, ")", 1000, " b; if (c) d; e;");
	PATHS(body, "a>c a>d a>e/d a>b a>c/b");
	mem_free(in);
	mem_free(body);
}

static void long_chains_are_not_deep(void **state)
{
	char *body = repeat("", "if (a) b; else ", 1000, "c; d;");

	(void)state;
	assert_false(is_broken(body));
	mem_free(body);
	body = repeat("if (a", " && a", 1000, ") b; c;");
	assert_false(is_broken(body));
	mem_free(body);
}

static int fact_of(const struct sample *s, const char *word, bool *inverted)
{
	const struct node *n = &s->flow->nodes.item[node_of(s, word)];

	*inverted = n->fact_inverted;
	return n->fact;
}

/* Whether the two conditions are one fact: 1 likewise, -1 the other way round, 0 not. */
static int alike(const char *one, const char *two)
{
	char *body = mem_printf("if (%s) p; if (%s) q;", one, two);
	int first = -1, second = -1, facts = 0;
	struct sample s;
	int is = 0;

	sample_open(&s, body);
	for (size_t i = 0; i < s.flow->nodes.n; i++)
		if (s.flow->nodes.item[i].kind == NODE_BRANCH) {
			*(facts++ ? &second : &first) = i;
		}
	if (s.flow->nodes.item[first].fact >= 0 &&
	    s.flow->nodes.item[first].fact == s.flow->nodes.item[second].fact)
		is = s.flow->nodes.item[first].fact_inverted ==
		     s.flow->nodes.item[second].fact_inverted ? 1 : -1;
	sample_close(&s);
	mem_free(body);
	return is;
}

static void facts_in_their_spellings(void **state)
{
	(void)state;
	assert_int_equal(alike("a", "a"), 1);
	assert_int_equal(alike("a", "!a"), -1);
	assert_int_equal(alike("a", "!!a"), 1);
	assert_int_equal(alike("a", "a == 0"), -1);
	assert_int_equal(alike("a", "a != NULL"), 1);
	assert_int_equal(alike("a", "a == false"), -1);
	assert_int_equal(alike("a", "(a)"), 1);
	assert_int_equal(alike("a", "!(a)"), 1);	/* its sides are swapped */
	assert_int_equal(alike("ret", "ret < 0"), 1);
	assert_int_equal(alike("p->a.b", "p->a.b == NULL"), -1);
	assert_int_equal(alike("a == B", "a == B"), 1);
	assert_int_equal(alike("a[1]", "!a[1]"), -1);
	assert_int_equal(alike("IS_ERR(a)", "!IS_ERR(a)"), -1);
}

static void conditions_that_are_no_fact(void **state)
{
	(void)state;
	assert_int_equal(alike("a", "b"), 0);
	assert_int_equal(alike("a", "a > 0"), 0);
	assert_int_equal(alike("a", "a == 0x10"), 0);
	assert_int_equal(alike("a", "a == 07"), 0);
	assert_int_equal(alike("a", "a < 0x10"), 0);
	assert_int_equal(alike("a & B", "!a & B"), 0);
	assert_int_equal(alike("a == B", "!a == B"), 0);
	assert_int_equal(alike("get(a)", "get(a)"), 0);
}

static void a_return_has_its_fact(void **state)
{
	struct sample s;
	bool one, two;

	(void)state;
	sample_open(&s, "if (ret) p; return ret;");
	assert_true(fact_of(&s, "ret", &one) >= 0);
	for (size_t i = 0; i < s.flow->nodes.n; i++)
		if (s.flow->nodes.item[i].kind == NODE_RETURN)
			assert_int_equal(s.flow->nodes.item[i].fact, fact_of(&s, "ret", &two));
	sample_close(&s);
}

static void facts_are_few(void **state)
{
	struct str body = STR_INIT;
	struct sample s;

	(void)state;
	for (int i = 0; i < 40; i++)
		str_addf(&body, "if (a%d) b; if (a%d) c;", i, i);
	sample_open(&s, body.buf);
	assert_int_equal(s.flow->facts.n, FLOW_MAX_FACTS);
	sample_close(&s);
	str_release(&body);
}

static void facts_of_the_preprocessor(void **state)
{
	struct sample s;

	(void)state;
	sample_open(&s, "\n#ifdef X\na;\n#endif\nb;\n#ifndef X\nc;\n#endif\n");
	assert_int_equal(s.flow->facts.n, 1);
	assert_string_equal(s.flow->facts.item[0].text, "#X");
	sample_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_follow_each_other),
		cmocka_unit_test(an_if_has_two_ways),
		cmocka_unit_test(an_if_knows_its_sides),
		cmocka_unit_test(conditions_stop_early),
		cmocka_unit_test(constant_conditions_have_one_way),
		cmocka_unit_test(loops_run_any_number_of_times),
		cmocka_unit_test(breaks_and_continues),
		cmocka_unit_test(switches),
		cmocka_unit_test(a_default_leaves_no_way_around),
		cmocka_unit_test(gotos),
		cmocka_unit_test(what_a_goto_or_return_leaves_unreached),
		cmocka_unit_test(loop_macros),
		cmocka_unit_test(a_call_is_no_loop),
		cmocka_unit_test(macros_with_a_body),
		cmocka_unit_test(statement_expressions_are_one),
		cmocka_unit_test(sides_of_an_if),
		cmocka_unit_test(an_ifndef_is_the_other_way_round),
		cmocka_unit_test(an_if_ends_inside_of_a_statement),
		cmocka_unit_test(an_else_on_one_side),
		cmocka_unit_test(what_is_not_understood_is_told),
		cmocka_unit_test(garbage_comes_to_an_end),
		cmocka_unit_test(time_is_linear),
		cmocka_unit_test(deep_nesting_is_safe),
		cmocka_unit_test(code_behind_what_is_too_deep),
		cmocka_unit_test(long_chains_are_not_deep),
		cmocka_unit_test(facts_in_their_spellings),
		cmocka_unit_test(conditions_that_are_no_fact),
		cmocka_unit_test(a_return_has_its_fact),
		cmocka_unit_test(facts_are_few),
		cmocka_unit_test(facts_of_the_preprocessor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
