// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "check/walk.h"

struct sample {
	struct program program;
	struct rule rule;
	struct unit *unit;	/* the last one added */
	ARRAY(char *) texts;
};

static void add_pattern(struct rule *rule, enum word word, const char *text)
{
	assert_true(pattern_parse(array_push(&rule->patterns), word, text));
}

static void make_rule(struct rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	rule->name = (char *)"test";
	add_pattern(rule, WORD_TEARDOWN, "down(dev)");
	add_pattern(rule, WORD_TEARDOWN, "set_ops(dev, NULL)");
	add_pattern(rule, WORD_TEARDOWN, "dev->ops = NULL");
	add_pattern(rule, WORD_TEARDOWN, "kfree(dev->map)");
	add_pattern(rule, WORD_TEARDOWN_BUS, "clk_*(dev...)");
	add_pattern(rule, WORD_RELEASE, "release(dev)");
	add_pattern(rule, WORD_RELEASE, ".remove");
	add_pattern(rule, WORD_RELEASE, ".probe");
	add_pattern(rule, WORD_CONFIGURE, "configure(dev)");
	add_pattern(rule, WORD_CONFIGURE, "->dma_configure(dev)");
	add_pattern(rule, WORD_MANAGED, "dmam_alloc*(dev)");
	add_pattern(rule, WORD_MANAGED, "dmam_pool(_, dev)");
}

static void sample_add(struct sample *s, const char *path, const char *text)
{
	char *copy = mem_strdup(text);

	*array_push(&s->texts) = copy;
	s->unit = mem_alloc(sizeof(*s->unit));
	unit_read(s->unit, path, copy, strlen(copy));
	s->unit->asked = true;
	s->unit->rules = 1;
	program_add(&s->program, s->unit);
	program_link(&s->program);
}

static void sample_open(struct sample *s, const char *text)
{
	memset(s, 0, sizeof(*s));
	make_rule(&s->rule);
	sample_add(s, "a.c", text);
}

static void sample_close(struct sample *s)
{
	program_release(&s->program);
	for (size_t i = 0; i < s->texts.n; i++)
		mem_free(s->texts.item[i]);
	array_free(&s->texts);
	for (size_t i = 0; i < s->rule.patterns.n; i++)
		pattern_release(&s->rule.patterns.item[i]);
	array_free(&s->rule.patterns);
}

static struct function *last_function(const struct sample *s)
{
	return &s->unit->functions.item[s->unit->functions.n - 1];
}

static void find(struct sample *s, const char *device, bool filled, enum walk_end end,
		 struct hits *hits)
{
	struct walk w;

	walk_open(&w, &s->program, &s->rule);
	walk_find(&w, last_function(s), device, filled, end, hits);
	walk_release(&w);
}

static void add_place(struct str *out, const struct sample *s, const struct effect *e)
{
	const struct token *tok = &s->unit->tokens.list.item[e->token];

	str_addf(out, "%.*s", (int)tok->len, tok->start);
}

/* The hits on the way of d in the last function: "down>release", "down+kfree>return@3". */
static char *hits_in(const char *text, bool filled, enum walk_end end)
{
	struct hits hits = { 0 };
	struct str out = STR_INIT;
	struct sample s;

	sample_open(&s, text);
	find(&s, "d", filled, end, &hits);
	for (size_t i = 0; i < hits.list.n; i++) {
		const struct hit *h = &hits.list.item[i];

		assert_ptr_equal(h->function, last_function(&s));
		if (i)
			str_addc(&out, ' ');
		add_place(&out, &s, h->teardown);
		for (size_t k = 0; k < h->more.n; k++) {
			str_addc(&out, '+');
			add_place(&out, &s, h->more.item[k]);
		}
		str_addc(&out, '>');
		if (h->release)
			add_place(&out, &s, h->release);
		else
			str_addf(&out, "return@%u", h->return_line);
	}
	hits_release(&hits);
	sample_close(&s);
	return str_detach(&out);
}

static void check_hits(const char *text, bool filled, enum walk_end end, const char *want,
		       int line)
{
	char *got = hits_in(text, filled, end);

	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", line, got);
		print_error("line %d: want %s\n", line, want);
		fail();
	}
	mem_free(got);
}

#define HITS(text, want) check_hits(text, true, END_PLAIN, want, __LINE__)
#define HEAD "int f(struct device *d, struct foo *p) {"
#define BODY(text, want) check_hits(HEAD text "}", true, END_PLAIN, want, __LINE__)
#define EMPTY(text, want) check_hits(HEAD text "}", false, END_PLAIN, want, __LINE__)
#define REMOVE(text, want) check_hits(HEAD text "}", true, END_RELEASES, want, __LINE__)
#define PROBE(text, want) check_hits(HEAD text "}", false, END_FAILURE_RELEASES, want, __LINE__)

static void a_teardown_before_a_release(void **state)
{
	(void)state;
	BODY("down(d); release(d);", "down>release");
	BODY("release(d); down(d);", "");
	BODY("down(d);", "");
	BODY("release(d);", "");
	BODY("down(d); release(d); release(d);", "down>release");
	BODY("d->ops = NULL; release(d);", "d>release");
	BODY("kfree(d->map); release(d);", "kfree>release");
	BODY("down(d), release(d);", "down>release");
	BODY("release(d), down(d);", "");
}

static void on_any_path(void **state)
{
	(void)state;
	BODY("if (a) down(d); b; release(d);", "down>release");
	BODY("if (a) { down(d); return; } release(d);", "");
	BODY("if (a) down(d); else release(d);", "");
	BODY("down(d); goto out; out: release(d);", "down>release");
	BODY("down(d); if (a) return; release(d);", "down>release");
	BODY("goto two; one: release(d); return; two: down(d); goto one;", "down>release");
	BODY("while (a) { release(d); down(d); }", "");
	BODY("switch (a) { case 1: down(d); break; case 2: release(d); }", "");
	BODY("switch (a) { case 1: down(d); case 2: release(d); }", "down>release");
}

static void two_devices_are_two(void **state)
{
	(void)state;
	BODY("down(p->dev); release(d);", "");
	BODY("down(d); release(p->dev);", "");
	BODY("down(d->parent); release(d);", "");
	BODY("struct device *e = d; down(e); release(d);", "down>release");
}

static void teardowns_that_go_along(void **state)
{
	(void)state;
	BODY("down(d); kfree(d->map); release(d);", "down+kfree>release");
	BODY("if (a) down(d); kfree(d->map); release(d);", "down+kfree>release");
	BODY("if (a) down(d); else kfree(d->map); release(d);", "down>release kfree>release");
	BODY("down(d); release(d); d->x(); configure(d); devm_x(d); down(d); release(d);",
	     "down>release down>release");
}

static void nothing_is_held_yet(void **state)
{
	(void)state;
	EMPTY("down(d); release(d);", "");
	EMPTY("devm_kzalloc(d); down(d); release(d);", "down>release");
	EMPTY("dmam_alloc(d); down(d); release(d);", "down>release");
	EMPTY("d->driver->probe(d); down(d); release(d);", "down>release");
	EMPTY("down(d); devm_kzalloc(d); release(d);", "");
	EMPTY("if (a) devm_kzalloc(d); down(d); release(d);", "down>release");
}

static void an_allocation_that_failed(void **state)
{
	(void)state;
	EMPTY("p = dmam_alloc(d); if (!p) { down(d); release(d); }", "");
	EMPTY("p = dmam_alloc(d); if (IS_ERR(p)) { down(d); release(d); }", "");
	EMPTY("p = dmam_alloc(d); if (p) { down(d); release(d); }", "down>release");
	EMPTY("p = dmam_alloc(d); if (!q) { down(d); release(d); }", "down>release");
}

static void set_up_again(void **state)
{
	(void)state;
	BODY("down(d); configure(d); release(d);", "");
	BODY("down(d); configure(p->dev); release(d);", "down>release");
	BODY("down(d); d->bus->dma_configure(d); release(d);", "");
	BODY("down(d); if (d->bus->dma_configure) d->bus->dma_configure(d); release(d);", "");
	BODY("down(d); d->ops = x; release(d);", "");
	BODY("down(d); set_ops(d, ops); release(d);", "");
}

static void the_variable_is_another_device(void **state)
{
	(void)state;
	BODY("down(d); d = next(d); release(d);", "");
	BODY("down(d); d++; release(d);", "");
	BODY("down(d); x = next(d); release(d);", "down>release");
	BODY("list_for_each_entry(d, p, node) { down(d); }", "");
	check_hits("int f(struct foo *p) { for (i = 0; i < 4; i++) { down(p->d[i]); }"
		   "release(p->d[i]); }", true, END_PLAIN, "", __LINE__);
}

/* The same array element, and the next one. */
static void elements_of_arrays(void **state)
{
	static const struct {
		const char *body;
		size_t hits;
	} cases[] = {
		{ "down(p->d[i]); release(p->d[i]);", 1 },
		{ "down(p->d[i]); i++; release(p->d[i]);", 0 },
		{ "down(p->d[0]); release(p->d[1]);", 0 },
		{ "for (i = 0; i < 4; i++) down(p->d[i]); i = 0; release(p->d[i]);", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = mem_printf("int f(struct foo *p, int i) { %s }", cases[i].body);
		struct hits hits = { 0 };
		struct sample s;

		sample_open(&s, text);
		find(&s, "p.d[i]", true, END_PLAIN, &hits);
		find(&s, "p.d[0]", true, END_PLAIN, &hits);
		assert_int_equal(hits.list.n, cases[i].hits);
		hits_release(&hits);
		sample_close(&s);
		mem_free(text);
	}
}

static void a_condition_holds_on(void **state)
{
	(void)state;
	BODY("if (a) down(d); if (!a) release(d);", "");
	BODY("if (a) down(d); if (a) release(d);", "down>release");
	BODY("if (!a) down(d); if (a == NULL) release(d);", "down>release");
	BODY("if (p->a) down(d); if (p->a) return; release(d);", "");
	BODY("if (a) down(d); a = get(); if (!a) release(d);", "down>release");
	BODY("if (a) down(d); get(&a); if (!a) release(d);", "down>release");
	BODY("if (a) down(d); if (!b) release(d);", "down>release");
	BODY("if (get(a)) down(d); if (!get(a)) release(d);", "down>release");
	BODY("\n#ifdef A\n down(d);\n#endif\n x;\n#ifndef A\n release(d);\n#endif\n", "");
	BODY("\n#ifdef A\n down(d);\n#endif\n x;\n#ifdef A\n release(d);\n#endif\n",
	     "down>release");
}

static void a_value_is_known(void **state)
{
	(void)state;
	BODY("a = 0; down(d); if (a) release(d); if (a) x;", "");
	BODY("a = -EINVAL; down(d); if (a) release(d); if (a) x;", "down>release");
	BODY("a = 0; down(d); a = g(); if (a) release(d); if (a) x;", "down>release");
	BODY("a = true; down(d); if (!a) release(d); if (!a) x;", "");
}

static void a_callback_that_removes(void **state)
{
	(void)state;
	REMOVE("down(d);", "down>return@1");
	REMOVE("\ndown(d);\nreturn;\n", "down>return@3");
	REMOVE("if (a) return; down(d);", "down>return@1");
	REMOVE("down(d); configure(d);", "");
	REMOVE("x;", "");
	REMOVE("release(d); down(d);", "");
}

static void a_callback_that_probes(void **state)
{
	(void)state;
	PROBE("dmam_alloc(d); down(d); return 0;", "");
	PROBE("dmam_alloc(d); down(d);\nreturn -EINVAL;", "down>return@2");
	PROBE("down(d); return -EINVAL;", "");
	PROBE("dmam_alloc(d); ret = g(); if (ret) down(d); return ret;", "down>return@1");
	PROBE("dmam_alloc(d); ret = g(); if (!ret) down(d); return ret;", "");
	PROBE("dmam_alloc(d); ret = -ENOMEM; if (a) goto e; return 0; e: down(d); return ret;",
	      "down>return@1");
	PROBE("dmam_alloc(d); ret = 0; down(d); if (ret) x; return ret;", "");
	PROBE("dmam_alloc(d); down(d); return g();", "down>return@1");
}

static void through_functions(void **state)
{
	(void)state;
	HITS("void g(struct device *e) { down(e); } " HEAD "g(d); release(d); }", "g>release");
	HITS("void g(struct device *e) { release(e); } " HEAD "down(d); g(d); }", "down>g");
	HITS("void g(struct device *e) { down(e); } void h(struct device *e) { release(e); } "
	     HEAD "g(d); h(d); }", "g>h");
	HITS("void g(struct device *e) { down(e); } void h(struct device *c) { g(c); } "
	     "void i(struct device *b) { h(b); } " HEAD "i(d); release(d); }", "i>release");
	HITS("void g(struct foo *q) { down(q->dev); } int f(struct foo *p) {"
	     "struct device *d = p->dev; g(p); release(d); }", "");
	HITS("void g(struct device *e) { down(e); } " HEAD "g(p->dev); release(d); }", "");
	HITS("void g(struct device *e, struct device *b) { down(e); } "
	     HEAD "g(p->dev, d); release(d); }", "");
	HITS("void g(struct device *e) { if (a) down(e); } " HEAD "g(d); release(d); }",
	     "g>release");
}

static void in_the_order_inside(void **state)
{
	(void)state;
	HITS("void g(struct device *e) { release(e); down(e); } " HEAD "g(d); }", "");
	HITS("void g(struct device *e) { release(e); down(e); } " HEAD "down(d); g(d); }",
	     "down>g");
	HITS("void g(struct device *e) { down(e); release(e); } " HEAD "g(d); release(d); }", "");
	HITS("void g(struct device *e) { down(e); configure(e); } " HEAD "g(d); release(d); }", "");
	HITS("void g(struct device *e) { configure(e); } " HEAD "down(d); g(d); release(d); }",
	     "");
	HITS("void g(struct device *e) { if (a) return; release(e); } "
	     HEAD "g(d); down(d); release(d); }", "down>release");
}

static void recursions_come_to_an_end(void **state)
{
	(void)state;
	HITS("void g(struct device *e) { g(e); down(e); } " HEAD "g(d); release(d); }",
	     "g>release");
	HITS("void h(struct device *e); void g(struct device *e) { if (a) h(e); else down(e); }"
	     "void h(struct device *e) { g(e); } " HEAD "h(d); release(d); }", "h>release");
	HITS("void h(struct device *e); void g(struct device *e) { h(e); }"
	     "void h(struct device *e) { g(e); } " HEAD "down(d); h(d); x(); }", "");
}

static void the_path_of_a_hit(void **state)
{
	static const char text[] = "int f(struct device *d)\n{\n\tx;\n\tif (a)\n\t\tgoto out;\n"
				   "\treturn 0;\nout:\n\tdown(d);\n\ty;\n\trelease(d);\n}\n";
	struct hits hits = { 0 };
	const struct flow *flow;
	const struct hit *h;
	struct sample s;

	(void)state;
	sample_open(&s, text);
	find(&s, "d", true, END_PLAIN, &hits);
	flow = flow_of(last_function(&s));
	assert_int_equal(hits.list.n, 1);
	h = &hits.list.item[0];
	assert_int_equal(h->path.item[0], 0);
	assert_int_equal(h->path.item[h->torn_at], h->teardown->node);
	assert_int_equal(h->path.item[h->path.n - 1], h->release->node);
	assert_int_equal(flow->nodes.item[h->release->node].line, 10);
	for (size_t i = 0; i + 1 < h->path.n; i++) {
		const struct node *n = &flow->nodes.item[h->path.item[i]];

		assert_true(n->to[0] == h->path.item[i + 1] || n->to[1] == h->path.item[i + 1]);
	}
	hits_release(&hits);
	sample_close(&s);
}

static void the_shortest_way(void **state)
{
	struct hits hits = { 0 };
	struct sample s;

	(void)state;
	sample_open(&s, HEAD "down(d);\nif (a) { b; c; e; g; }\nrelease(d); }");
	find(&s, "d", true, END_PLAIN, &hits);
	assert_int_equal(hits.list.n, 1);
	for (size_t i = 0; i < hits.list.item[0].path.n; i++) {
		const struct node *n = &flow_of(last_function(&s))->nodes.item[
			hits.list.item[0].path.item[i]];

		assert_false(n->kind == NODE_STATEMENT &&
			     token_is_word(&s.unit->tokens, n->first, "b"));
	}
	hits_release(&hits);
	sample_close(&s);
}

static void check_probes(const char *text, bool want, int line)
{
	struct sample s;
	struct walk w;

	sample_open(&s, text);
	walk_open(&w, &s.program, &s.rule);
	if (walk_probes(&w, last_function(&s), "d") != want)
		fail_msg("line %d: %s", line, text);
	walk_release(&w);
	sample_close(&s);
}

static void who_has_a_device_probed(void **state)
{
	(void)state;
	check_probes(HEAD "d->driver->probe(d); down(d); release(d); }", true, __LINE__);
	check_probes(HEAD "if (a) x; d->driver->probe(d); }", true, __LINE__);
	check_probes(HEAD "down(d); d->driver->probe(d); }", false, __LINE__);
	check_probes(HEAD "release(d); d->driver->probe(d); }", false, __LINE__);
	check_probes(HEAD "p->driver->probe(p); }", false, __LINE__);
	check_probes(HEAD "devm_kzalloc(d); }", false, __LINE__);
	check_probes("int g(struct device *e) { return e->driver->probe(e); } " HEAD "g(d); }",
		     true, __LINE__);
}

static void what_is_torn_down(void **state)
{
	const struct effects *e;
	struct sample s;
	struct walk w;

	(void)state;
	sample_open(&s, "void g(struct device *e) { down(e); } "
			"void h(struct device *e) { down(e); configure(e); } "
			HEAD "g(&p->dev); g(&p->dev); h(d); down(d->x); }");
	walk_open(&w, &s.program, &s.rule);
	e = walk_torn(&w, last_function(&s));
	assert_int_equal(e->torn.n, 2);
	assert_string_equal(e->torn.item[0], "p.dev");
	assert_string_equal(e->torn.item[1], "d.x");
	assert_true(walk_leaves_torn(&w, map_get(&s.unit->by_name, "g"), "e"));
	assert_false(walk_leaves_torn(&w, map_get(&s.unit->by_name, "h"), "e"));
	walk_release(&w);
	sample_close(&s);
}

static void where_inside_a_call_it_stands(void **state)
{
	const struct effects *e;
	const struct effect *what;
	struct function *in;
	struct sample s;
	struct walk w;

	(void)state;
	sample_open(&s, "void g(struct device *e) { x(); down(e); } " HEAD "g(d); release(d); }");
	walk_open(&w, &s.program, &s.rule);
	e = effects_of(&s.program, last_function(&s), &s.rule);
	assert_true(walk_inside(&w, &e->list.item[0], "d", EFFECT_TEARDOWN, &in, &what));
	assert_string_equal(in->name, "g");
	assert_int_equal(what->kind, EFFECT_TEARDOWN);
	assert_string_equal(what->device, "e");
	assert_false(walk_inside(&w, &e->list.item[1], "d", EFFECT_TEARDOWN, &in, &what));
	walk_release(&w);
	sample_close(&s);
}

static double seconds_of(char *text, size_t *found)
{
	struct hits hits = { 0 };
	clock_t start = clock();
	struct sample s;
	struct walk w;

	sample_open(&s, text);
	walk_open(&w, &s.program, &s.rule);
	for (size_t i = 0; i < s.unit->functions.n; i++)
		walk_torn(&w, &s.unit->functions.item[i]);
	walk_release(&w);
	walk_open(&w, &s.program, &s.rule);	/* as if other teardowns counted now */
	walk_find(&w, last_function(&s), "d", true, END_PLAIN, &hits);
	*found = hits.list.n;
	hits_release(&hits);
	walk_release(&w);
	sample_close(&s);
	mem_free(text);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* Statements, and a teardown on a branch of its own after each twenty of them. */
static void many_teardowns_in_a_long_function(void **state)
{
	struct str s = STR_INIT;
	size_t found;

	(void)state;
	str_add(&s, HEAD);
	for (int i = 0; i < 10000; i++)
		str_addf(&s, i % 20 ? "x%d(p);\n" : "if (a%d) down(d);\n", i);
	str_add(&s, "release(d); }");
	assert_true(seconds_of(str_detach(&s), &found) < 10);
	assert_true(found > 0);
}

/* Wrappers of wrappers, the callers first; the innermost tears down, and may call the outermost. */
static char *chain(int n, bool back)
{
	struct str s = STR_INIT;

	for (int i = n; i >= 1; i--)
		str_addf(&s, "void g%d(struct device *e) { g%d(e); }\n", i, i - 1);
	str_add(&s, "void g0(struct device *e) { if (a) down(e); ");
	str_addf(&s, back ? "if (b) g%d(e); }\n" : "}\n", n);
	str_addf(&s, HEAD "g%d(d); release(d); }", n);
	return str_detach(&s);
}

static void calls_many_levels_deep(void **state)
{
	size_t found;

	(void)state;
	assert_true(seconds_of(chain(20, false), &found) < 5);
	assert_int_equal(found, 1);
	assert_true(seconds_of(chain(20, true), &found) < 5);
	assert_int_equal(found, 1);
	assert_true(seconds_of(chain(900, false), &found) < 5);
	assert_int_equal(found, 1);
	assert_true(seconds_of(chain(900, true), &found) < 10);
	assert_int_equal(found, 1);
	assert_true(seconds_of(chain(100000, false), &found) < 10);
}

static void functions_that_all_call_each_other(void **state)
{
	struct str s = STR_INIT;
	size_t found;

	(void)state;
	for (int i = 0; i < 30; i++) {
		str_addf(&s, "void g%d(struct device *e) { if (a) down(e); ", i);
		for (int k = 0; k < 30; k++)
			str_addf(&s, "if (b%d) g%d(e); ", k, k);
		str_add(&s, "}\n");
	}
	str_add(&s, HEAD "g7(d); release(d); }");
	assert_true(seconds_of(str_detach(&s), &found) < 10);
	assert_int_equal(found, 1);
}

static void calls_in_one_statement(void **state)
{
	struct str s = STR_INIT;
	size_t found;

	(void)state;
	str_add(&s, "void g(struct device *e) { if (a) down(e); if (b) configure(e); }"
		    HEAD "x = ");
	for (int i = 0; i < 2000; i++)
		str_add(&s, "g(d) + ");
	str_add(&s, "1; release(d); }");
	assert_true(seconds_of(str_detach(&s), &found) < 10);
	assert_true(found > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_teardown_before_a_release),
		cmocka_unit_test(on_any_path),
		cmocka_unit_test(two_devices_are_two),
		cmocka_unit_test(teardowns_that_go_along),
		cmocka_unit_test(nothing_is_held_yet),
		cmocka_unit_test(an_allocation_that_failed),
		cmocka_unit_test(set_up_again),
		cmocka_unit_test(the_variable_is_another_device),
		cmocka_unit_test(elements_of_arrays),
		cmocka_unit_test(a_condition_holds_on),
		cmocka_unit_test(a_value_is_known),
		cmocka_unit_test(a_callback_that_removes),
		cmocka_unit_test(a_callback_that_probes),
		cmocka_unit_test(through_functions),
		cmocka_unit_test(in_the_order_inside),
		cmocka_unit_test(recursions_come_to_an_end),
		cmocka_unit_test(the_path_of_a_hit),
		cmocka_unit_test(the_shortest_way),
		cmocka_unit_test(who_has_a_device_probed),
		cmocka_unit_test(what_is_torn_down),
		cmocka_unit_test(where_inside_a_call_it_stands),
		cmocka_unit_test(many_teardowns_in_a_long_function),
		cmocka_unit_test(calls_many_levels_deep),
		cmocka_unit_test(functions_that_all_call_each_other),
		cmocka_unit_test(calls_in_one_statement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
