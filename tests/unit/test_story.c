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

/* The only finding of @text: its message, then each place as "kind@line message". */
static void check_story(const char *text, const char *const want[], size_t n, int line)
{
	struct report r = { 0 };
	const struct finding *f;
	struct sample s;

	sample_open(&s, text);
	judge_rule(&s.program, &s.rule, 1, &r);
	if (r.findings.n != 1)
		fail_msg("line %d: %zu findings", line, r.findings.n);
	f = &r.findings.item[0];
	for (size_t i = 0; i <= f->related.n; i++) {
		const struct place *p = &f->related.item[i - 1];
		char *got = i ? mem_printf("%s@%u %s", place_kind_name(p->kind), p->line,
					   p->message) :
				mem_strdup(f->message);

		if (i >= n || strcmp(got, want[i])) {
			print_error("line %d: got  %s\n", line, got);
			print_error("line %d: want %s\n", line, i < n ? want[i] : "nothing");
			fail();
		}
		mem_free(got);
	}
	assert_int_equal(f->related.n + 1, n);
	assert_ptr_equal(f->rule, &s.rule);
	assert_string_equal(f->path, "a.c");
	report_release(&r);
	sample_close(&s);
}

#define STORY(text, ...)                                                                      \
	do {                                                                                  \
		static const char *const want[] = { __VA_ARGS__ };                            \
		check_story(text, want, sizeof(want) / sizeof(want[0]), __LINE__);            \
	} while (0)

static void a_release_that_follows(void **state)
{
	(void)state;
	STORY("void f(struct device *d)\n{\n\tdetach(d);\n\trelease(d);\n}\n",
	      "detach(d) takes DMA down before release(d) on line 4 releases devres",
	      "teardown@3 detach(d)",
	      "release@4 devres is released by release(d)");
}

static void a_way_with_jumps(void **state)
{
	(void)state;
	STORY("void f(struct device *d)\n{\n\tif (a)\n\t\tgoto out;\n\treturn;\nout:\n"
	      "\tdetach(d);\n\tif (b)\n\t\trelease(d);\n}\n",
	      "detach(d) takes DMA down before release(d) on line 9 releases devres",
	      "path@4 goto out",
	      "teardown@7 detach(d)",
	      "path@8 b is true",
	      "release@9 devres is released by release(d)");
}

static void through_wrappers(void **state)
{
	(void)state;
	STORY("void g(struct device *e)\n{\n\tdetach(e);\n}\n"
	      "void h(struct device *e)\n{\n\tg(e);\n}\n"
	      "void r(struct device *e)\n{\n\trelease(e);\n}\n"
	      "void f(struct device *d)\n{\n\th(d);\n\tr(d);\n}\n",
	      "h(d) takes DMA down (detach(e)) before r(d) on line 16 releases devres (release(e))",
	      "teardown@15 h(d)",
	      "inside@7 h() tears down by g(e)",
	      "inside@3 g() tears down by detach(e)",
	      "release@16 devres is released by r(d)",
	      "inside@11 r() releases devres by release(e)");
}

static void a_callback_and_managed_memory(void **state)
{
	(void)state;
	STORY("int g(struct platform_device *p)\n{\n\tdmam_alloc(&p->dev);\n\treturn 0;\n}\n"
	      "void f(struct platform_device *p)\n{\n\tdown(&p->dev);\n\tdown(&p->dev);\n}\n"
	      "struct platform_driver b = {\n\t.remove = f,\n\t.probe = g,\n};\n",
	      "down(&p->dev) takes DMA down before f() returns and the driver core releases devres",
	      "teardown@8 down(&p->dev)",
	      "teardown@9 down(&p->dev)",
	      "release@10 f() returns: the driver core releases devres only then",
	      "callback@12 f() is the .remove of a struct platform_driver",
	      "managed@3 managed memory of g(): dmam_alloc(&p->dev)");
}

static void a_probe_that_fails(void **state)
{
	(void)state;
	STORY("int f(struct platform_device *p)\n{\n\tdmam_alloc(&p->dev);\n\tdown(&p->dev);\n"
	      "\treturn -EIO;\n}\nstruct platform_driver b = { .probe = f };\n",
	      "down(&p->dev) takes DMA down before f() returns its error "
	      "and the driver core releases devres",
	      "teardown@4 down(&p->dev)",
	      "release@5 f() returns an error: the driver core releases devres only then",
	      "callback@7 f() is the .probe of a struct platform_driver",
	      "managed@3 managed memory of f(): dmam_alloc(&p->dev)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_release_that_follows),
		cmocka_unit_test(a_way_with_jumps),
		cmocka_unit_test(through_wrappers),
		cmocka_unit_test(a_callback_and_managed_memory),
		cmocka_unit_test(a_probe_that_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
