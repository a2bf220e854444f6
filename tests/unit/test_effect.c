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
#include "check/effect.h"

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

/* The last function's effects: "teardown(d) set(ret)", calls with their arguments' names. */
static char *effects_in(const char *text)
{
	static const char *const kinds[] = { "teardown", "release", "configure", "managed", "fill",
					     "call", "set", "touch" };
	struct str out = STR_INIT;
	const struct effects *e;
	struct function *f;
	struct sample s;

	sample_open(&s, text);
	f = &s.unit->functions.item[s.unit->functions.n - 1];
	e = effects_of(&s.program, f, &s.rule);
	assert_ptr_equal(e, effects_of(&s.program, f, &s.rule));
	assert_int_equal(e->of_node.n, f->flow->nodes.n + 1);
	for (size_t i = 0; i < e->list.n; i++) {
		const struct effect *x = &e->list.item[i];
		char *target = tokens_text(&s.unit->tokens, x->first, x->last);

		str_addf(&out, "%s%s(", i ? " " : "", kinds[x->kind]);
		if (x->kind == EFFECT_CALL)
			str_addf(&out, "%s", x->callee->name);
		else
			str_add(&out, x->kind > EFFECT_CALL ? target :
				      x->device ? x->device : "*");
		for (size_t k = 0; k < x->args.n; k++)
			str_addf(&out, " %s", x->args.item[k] ? x->args.item[k] : "-");
		str_addc(&out, ')');
		mem_free(target);
	}
	sample_close(&s);
	return str_detach(&out);
}

static void check_effects(const char *text, const char *want, int line)
{
	char *got = effects_in(text);

	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", line, got);
		print_error("line %d: want %s\n", line, want);
		fail();
	}
	mem_free(got);
}

#define EFFECTS(text, want) check_effects(text, want, __LINE__)
#define BODY(text, want) \
	check_effects("int f(struct device *d, struct foo *p) {" text "}", want, __LINE__)

static void calls_of_the_vocabulary(void **state)
{
	(void)state;
	BODY("down(d);", "teardown(d)");
	BODY("down(&p->dev);", "teardown(p.dev)");
	BODY("set_ops(d, NULL);", "teardown(d)");
	BODY("kfree(d->map);", "teardown(d)");
	BODY("kfree(p->dev.map);", "teardown(p.dev)");
	BODY("clk_put(p->clk);", "teardown(p.clk)");
	BODY("release(d);", "release(d)");
	BODY("configure(d);", "configure(d)");
	BODY("d->bus->dma_configure(d);", "configure(d)");
	BODY("dmam_alloc_x(d, 1);", "managed(d)");
	BODY("dmam_pool(\"a\", d);", "managed(d)");
}

static void what_only_looks_like_it(void **state)
{
	(void)state;
	BODY("downs(d);", "");
	BODY("p->down(d);", "");
	BODY("down();", "");
	BODY("down(1);", "");
	BODY("down;", "");
	BODY("kfree(d->maps);", "");
	BODY("kfree(d);", "");
	BODY("dma_configure(d);", "");
	BODY("x = \"down(d)\"; /* down(d) */", "set(x)");
	BODY("set_ops(d);", "");
}

static void the_contrary_of_a_teardown(void **state)
{
	(void)state;
	BODY("set_ops(d, ops);", "configure(d)");
	BODY("d->ops = NULL;", "teardown(d) set(d->ops)");
	BODY("d->ops = x;", "configure(d) set(d->ops)");
	BODY("p->dev.ops = NULL;", "teardown(p.dev) set(p->dev.ops)");
}

static void in_the_order_of_evaluation(void **state)
{
	(void)state;
	BODY("ret = down(d);", "teardown(d) set(ret)");
	BODY("release(d), down(d);", "release(d) teardown(d)");
	BODY("down(release(d));", "release(d)");
	BODY("use(down(d), release(d));", "teardown(d) release(d)");
	BODY("if (down(d)) release(d);", "teardown(d) release(d)");
	BODY("return down(d);", "teardown(d)");
	BODY("while (down(d)) ;", "teardown(d)");
	BODY("for (down(d); a; release(d)) configure(d);",
	     "teardown(d) release(d) configure(d)");
}

static void calls_of_known_functions(void **state)
{
	(void)state;
	EFFECTS("void g(struct device *a, int b) { } int f(struct device *d) { g(d, 1); }",
		"call(g d -)");
	EFFECTS("void g(void) { } int f(struct device *d) { g(); }", "call(g)");
	EFFECTS("void g(void) { } int f(struct device *d) { x = g; }", "set(x)");
	EFFECTS("int f(struct device *d) { f(d); }", "");
	EFFECTS("void g(struct device *a) { } struct ops o = { .lower = g };"
		"int f(struct device *d) { d->ops->lower(d); }", "call(g d)");
	EFFECTS("void g(struct device *a) { } struct ops o = { .remove = g };"
		"int f(struct device *d) { d->ops->remove(d); }", "");
	EFFECTS("void down(struct device *d) { } int f(struct device *d) { down(d); }",
		"teardown(d)");
}

static void what_is_set(void **state)
{
	(void)state;
	BODY("a = 1;", "set(a)");
	BODY("p->a = 1;", "set(p->a)");
	BODY("p->a[i].b = 1;", "set(p->a[i].b)");
	BODY("a += 1; b |= 2;", "set(a) set(b)");
	BODY("a++; --b;", "set(a) set(b)");
	BODY("a = b = 1;", "set(b) set(a)");
	BODY("a == 1; a <= 2; a != 3;", "");
	BODY("g(&a);", "touch(a)");
	BODY("g(1, &a);", "touch(a)");
	BODY("g(a & b);", "");
	BODY("list_for_each_entry(a, p->list, node) b;", "set(a) set(node)");
}

static void the_value_it_is_set_to(void **state)
{
	struct sample s;
	const struct effects *e;

	(void)state;
	sample_open(&s, "int f(void) { a = -EINVAL; a++; }");
	e = effects_of(&s.program, &s.unit->functions.item[0], &s.rule);
	assert_int_equal(e->list.n, 2);
	assert_int_equal(e->list.item[0].value_last - e->list.item[0].value, 2);
	assert_true(token_is(&s.unit->tokens, e->list.item[0].value, '-'));
	assert_int_equal(e->list.item[1].value, e->list.item[1].value_last);
	sample_close(&s);
}

static void what_fills_devres(void **state)
{
	(void)state;
	BODY("devm_kzalloc(d, 1);", "fill(d)");
	BODY("d->driver->probe(d);", "fill(d)");
	BODY("call_driver_probe(d, 1);", "fill(d)");
	BODY("device_add(d);", "fill(d)");
	BODY("dev_err_probe(d, 1);", "");
	BODY("driver_deferred_probe_add(d);", "");
}

static void each_effect_has_its_node(void **state)
{
	const struct effects *e;
	struct sample s;

	(void)state;
	sample_open(&s, "int f(struct device *d) {\ndown(d);\nif (a)\nrelease(d);\ndown(d); }");
	e = effects_of(&s.program, &s.unit->functions.item[0], &s.rule);
	assert_int_equal(e->list.n, 3);
	for (size_t n = 0; n + 1 < e->of_node.n; n++)
		for (size_t i = e->of_node.item[n]; i < e->of_node.item[n + 1]; i++)
			assert_int_equal(e->list.item[i].node, n);
	sample_close(&s);
}

static const struct effect *call_in(struct sample *s, const char *text)
{
	const struct effects *e;

	sample_open(s, text);
	e = effects_of(&s->program, &s->unit->functions.item[s->unit->functions.n - 1], &s->rule);
	for (size_t i = 0; i < e->list.n; i++)
		if (e->list.item[i].kind == EFFECT_CALL)
			return &e->list.item[i];
	fail_msg("no call in %s", text);
	return NULL;
}

static void check_callee(const char *param, const char *arg, const char *device, const char *want)
{
	char *text = mem_printf("void g(struct foo *%s) { } void f(struct foo *p) { g(%s); }",
				param, arg);
	char *names[4] = { 0 };
	struct sample s;
	size_t n = effect_callee_names(call_in(&s, text), device, names, 4);

	assert_int_equal(n, *want ? 1 : 0);
	if (n)
		assert_string_equal(names[0], want);
	mem_free(names[0]);
	sample_close(&s);
	mem_free(text);
}

static void the_callees_names(void **state)
{
	(void)state;
	check_callee("a", "p", "p", "a");
	check_callee("a", "p", "p.dev", "a.dev");
	check_callee("a", "&p->dev", "p.dev", "a");
	check_callee("a", "&p->dev", "p", "");
	check_callee("a", "p", "q", "");
	check_callee("a", "p", "pq", "");
	check_callee("a", "to_foo(p)", "p", "a.dev");
	check_callee("a", "dev_get_drvdata(p)", "p", "a.dev");
	check_callee("a", "1", "p", "");
}

static void the_callers_name(void **state)
{
	const struct effect *call;
	struct sample s;
	char *name;

	(void)state;
	call = call_in(&s, "void g(int i, struct foo *a) { }"
			   "void f(struct foo *p) { g(1, p->q); }");
	name = effect_caller_name(call, "a.dev");
	assert_string_equal(name, "p.q.dev");
	mem_free(name);
	assert_null(effect_caller_name(call, "b.dev"));
	assert_null(effect_caller_name(call, "i"));
	sample_close(&s);
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

static void check_time(char *before, const char *one, size_t n, const char *after)
{
	char *text = repeat(before, one, n, after);
	clock_t start = clock();

	mem_free(effects_in(text));
	assert_true((clock() - start) / CLOCKS_PER_SEC < 5);
	mem_free(text);
	mem_free(before);
}

static void time_is_linear_and_depth_safe(void **state)
{
	(void)state;
	check_time(repeat("int f(struct device *d) { ", "g(", 50000, "d"), ")", 50000, "; }");
	check_time(mem_strdup("int f(struct device *d) { "), "a = ", 50000, "d; }");
	check_time(mem_strdup("int f(struct device *d) { g("), "d, ", 50000, "d); }");
	check_time(mem_strdup("int f(struct device *d) { "), "down(d), ", 50000, "d; }");
	check_time(mem_strdup("int f(struct device *d) { "), "down(d);", 50000, "}");
	check_time(repeat("int f(struct device *d) { x ", "[", 20000, "d"), "]", 20000, "= 1; }");
	check_time(repeat("int f(struct device *d) { x = ", "(", 50000, "d"), ")", 50000, "; }");
	check_time(repeat("int f(struct device *d) { x = ", "({ ", 50000, "d"), "; })", 50000,
		   "; }");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_of_the_vocabulary),
		cmocka_unit_test(what_only_looks_like_it),
		cmocka_unit_test(the_contrary_of_a_teardown),
		cmocka_unit_test(in_the_order_of_evaluation),
		cmocka_unit_test(calls_of_known_functions),
		cmocka_unit_test(what_is_set),
		cmocka_unit_test(the_value_it_is_set_to),
		cmocka_unit_test(what_fills_devres),
		cmocka_unit_test(each_effect_has_its_node),
		cmocka_unit_test(the_callees_names),
		cmocka_unit_test(the_callers_name),
		cmocka_unit_test(time_is_linear_and_depth_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
