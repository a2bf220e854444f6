// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check/judge.h"

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
	add_pattern(rule, WORD_TEARDOWN_BUS, "detach(dev)");
	add_pattern(rule, WORD_TEARDOWN_MANAGED, "give_back(dev)");
	add_pattern(rule, WORD_TEARDOWN_BUS, "clk_*(dev...)");
	add_pattern(rule, WORD_RELEASE, "release(dev)");
	add_pattern(rule, WORD_RELEASE, ".remove");
	add_pattern(rule, WORD_RELEASE, ".probe");
	add_pattern(rule, WORD_CONFIGURE, "configure(dev)");
	add_pattern(rule, WORD_MANAGED, "dmam_alloc*(dev)");
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

/* What is found: "f@3", the function and the line of each teardown. */
static char *findings_in(const char *text)
{
	struct str out = STR_INIT;
	struct report r = { 0 };
	struct sample s;

	sample_open(&s, text);
	judge_rule(&s.program, &s.rule, 1, &r);
	report_sort(&r);
	for (size_t i = 0; i < r.findings.n; i++)
		str_addf(&out, "%s%s@%u", i ? " " : "", r.findings.item[i].function,
			 r.findings.item[i].line);
	report_release(&r);
	sample_close(&s);
	return str_detach(&out);
}

static void check_findings(const char *text, const char *want, int line)
{
	char *got = findings_in(text);

	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", line, got);
		print_error("line %d: want %s\n", line, want);
		fail();
	}
	mem_free(got);
}

#define FINDINGS(text, want) check_findings(text, want, __LINE__)

static void without_patterns_nothing_is_found(void **state)
{
	struct report r = { 0 };
	struct rule none = { .name = (char *)"none" };
	struct sample s;

	(void)state;
	sample_open(&s, "void f(struct device *d) { down(d); release(d); }");
	judge_rule(&s.program, &none, 1, &r);
	assert_int_equal(r.findings.n, 0);
	report_release(&r);
	sample_close(&s);
}

/* Where a rule is about callbacks too, a release by call counts for what buses do. */
static void a_release_by_a_call(void **state)
{
	(void)state;
	FINDINGS("void f(struct device *d) { detach(d); release(d); }", "f@1");
	FINDINGS("void f(struct device *d) { release(d); detach(d); }", "");
	FINDINGS("void f(struct device *d) { down(d); release(d); }", "");
	FINDINGS("void f(struct device *d) { d->driver->probe(d); release(d); }", "");
	FINDINGS("void f(struct device *d) { if (!d->driver->probe(d)) return; detach(d);"
		 "release(d); }", "f@1");
}

static void a_buss_remove(void **state)
{
	(void)state;
	FINDINGS("void f(struct device *d) {\ndown(d); }\n"
		 "struct bus_type b = { .remove = f };", "f@2");
	FINDINGS("void f(struct device *d) {\nclk_put(d->clk); }\n"
		 "struct bus_type b = { .remove = f };", "f@2");
	FINDINGS("void f(struct device *d) { d->driver->remove(d);\ndown(d); }\n"
		 "struct x_driver b = { .remove = f };", "f@2");
	FINDINGS("void f(struct device *d) { down(d); }\n"
		 "struct bus_type b = { .suspend = f };", "");
	FINDINGS("void f(struct device *d) { down(d); }\n", "");
	FINDINGS("void g(struct device *d) {\ndown(d); } void f(struct device *d) {\ng(d); }\n"
		 "struct bus_type b = { .remove = f };", "f@3");
}

static void a_drivers_own_remove(void **state)
{
	(void)state;
	FINDINGS("void f(struct platform_device *p) { down(&p->dev); }\n"
		 "struct platform_driver b = { .remove = f };", "");
	FINDINGS("int g(struct platform_device *p) { dmam_alloc(&p->dev); return 0; }\n"
		 "void f(struct platform_device *p) {\ndown(&p->dev); }\n"
		 "struct platform_driver b = { .remove = f, .probe = g };", "f@3");
	FINDINGS("int g(struct platform_device *p) { dmam_alloc(&p->dev); return 0; }\n"
		 "void f(struct platform_device *p) {\ndown(&p->dev); }\n"
		 "struct platform_driver b = { .remove_new = f, .probe = g };", "f@3");
	FINDINGS("int g(struct platform_device *p) { dmam_alloc(&p->dev); return 0; }\n"
		 "void f(struct platform_device *p) {\ngive_back(&p->dev); }\n"
		 "struct platform_driver b = { .remove = f, .probe = g };", "f@3");
	FINDINGS("int g(struct platform_device *p) { dmam_alloc(&p->dev); return 0; }\n"
		 "void f(struct platform_device *p) {\nclk_put(p->clk); }\n"
		 "struct platform_driver b = { .remove = f, .probe = g };", "");
	FINDINGS("int g(struct platform_device *p) { dmam_alloc(&p->dev); return 0; }\n"
		 "void f(struct platform_device *p) {\ndown(&p->dev); }\n"
		 "struct component_ops b = { .remove = f, .probe = g };", "");
}

static void a_probe_that_fails(void **state)
{
	(void)state;
	FINDINGS("int f(struct platform_device *p) { dmam_alloc(&p->dev); if (a) goto e;\n"
		 "return 0; e:\ndown(&p->dev); return -EIO; }\n"
		 "struct platform_driver b = { .probe = f };", "f@3");
	FINDINGS("int f(struct platform_device *p) { if (a) goto e; dmam_alloc(&p->dev);\n"
		 "return 0; e:\ndown(&p->dev); return -EIO; }\n"
		 "struct platform_driver b = { .probe = f };", "");
}

static void callbacks_by_assignment(void **state)
{
	(void)state;
	FINDINGS("void f(struct device *d) { d->driver->remove(d);\ndown(d); }\n"
		 "void g(struct x *drv) { drv->driver.remove = f; }", "f@2");
	FINDINGS("void f(struct device *d) { d->driver->remove(d);\ndown(d); }\n"
		 "void g(struct x *ops) { ops->remove = f; }", "");
}

static void a_callback_is_told_once(void **state)
{
	(void)state;
	FINDINGS("void f(struct device *d) {\ndown(d); }\n"
		 "struct bus_type b = { .remove = f }; struct bus_type c = { .remove = f };",
		 "f@2");
}

static void only_what_was_asked_for(void **state)
{
	static const char text[] = "void f(struct device *d) { detach(d); release(d); }";
	struct report r = { 0 };
	struct sample s;

	(void)state;
	sample_open(&s, text);
	s.unit->asked = false;
	judge_rule(&s.program, &s.rule, 1, &r);
	assert_int_equal(r.findings.n, 0);
	s.unit->asked = true;
	judge_rule(&s.program, &s.rule, 2, &r);
	assert_int_equal(r.findings.n, 0);
	judge_rule(&s.program, &s.rule, 1, &r);
	assert_int_equal(r.findings.n, 1);
	report_release(&r);
	sample_close(&s);
}

static bool knows(struct sample *s, unsigned line)
{
	struct lines known = { 0 };
	bool found = false;

	judge_known(&s->program, s->unit, &s->rule, &known);
	for (size_t i = 0; i < known.list.n; i++)
		found |= known.list.item[i] == line;
	array_free(&known.list);
	return found;
}

static void what_is_known_of_a_line(void **state)
{
	struct sample s;

	(void)state;
	sample_open(&s, "void f(struct device *d)\n{\n\tx;\n\tdown(d);\n}\n"
			"void g(struct device *d)\n{\n\tdown(d);\n\tgoto nowhere;\n}\n");
	assert_true(knows(&s, 4));
	assert_false(knows(&s, 3));
	assert_false(knows(&s, 8));
	assert_false(knows(&s, 99));
	sample_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_patterns_nothing_is_found),
		cmocka_unit_test(a_release_by_a_call),
		cmocka_unit_test(a_buss_remove),
		cmocka_unit_test(a_drivers_own_remove),
		cmocka_unit_test(a_probe_that_fails),
		cmocka_unit_test(callbacks_by_assignment),
		cmocka_unit_test(a_callback_is_told_once),
		cmocka_unit_test(only_what_was_asked_for),
		cmocka_unit_test(what_is_known_of_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
