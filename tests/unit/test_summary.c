// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sparse/opinion.h"
#include "sparse/pathwalk.h"

#include "sparse_sample.h"

#define NEEDS_SPARSE() do { (void)state; if (sample_skips()) skip(); } while (0)

static void assert_text(const struct values *v, int value, const char *want)
{
	char *text = summary_device_text(v, value);

	if (want) {
		assert_non_null(text);
		assert_string_equal(text, want);
	} else {
		assert_null(text);
	}
	mem_free(text);
}

static void how_a_device_is_told(void **state)
{
	static const struct { unsigned call; const char *text; } of[] = {
		{ 1, "1" }, { 2, "2*8" }, { 3, "2+24" }, { 4, "2*8*24" }, { 5, "2*16+24" },
		{ 6, NULL }, { 7, NULL },
	};
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	sample_open(&s, "void f(struct device *d, struct foo *p) {\n"
		    "release(d); release(p->dev); release(&p->own); release(p->dev->parent);\n"
		    "release(&p->next->own); release(get()); release(ask() ? d : p->dev); }");
	b = sample_body(&s, "f");
	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++)
		assert_text(&b->values, sample_handed(b, "release", of[i].call, 1), of[i].text);
	sample_close(&s);
}

static void what_is_told_is_found_again(void **state)
{
	struct sample s;
	struct body *b;
	int args[2];

	NEEDS_SPARSE();
	sample_open(&s, "void g(struct device *, struct foo *);\n"
		    "void f(struct device *d, struct foo *p) {\n"
		    "release(d); release(p->dev); release(&p->own); release(p->dev->parent);\n"
		    "release(&p->next->own); g(d, p); }");
	b = sample_body(&s, "f");
	args[0] = sample_handed(b, "g", 1, 1);
	args[1] = sample_handed(b, "g", 1, 2);
	for (unsigned i = 1; i <= 5; i++) {
		int value = sample_handed(b, "release", i, 1);
		char *text = summary_device_text(&b->values, value);

		assert_int_equal(summary_device_value(&b->values, sample_call(b, "g", 1), text,
			args,
						      2), value);
		mem_free(text);
	}
	sample_close(&s);
}

/* They may come from a file that somebody else wrote. */
static void what_tells_of_no_device(void **state)
{
	static const char *const bad[] = { "", "0", "3", "-1", "x", "1x", "1+", "1*", "1+x", "1*8+",
					   "1 8", "1/8", "99999999999999999999",
					   "1+99999999999999999999", "1*8*8*8*8*8*8*8*8*8*8" };
	struct sample s;
	struct body *b;
	int args[2];
	size_t insn;

	NEEDS_SPARSE();
	sample_open(&s, "void g(struct device *, int);\nvoid f(struct device *d) { g(d, 1); }");
	b = sample_body(&s, "f");
	insn = sample_call(b, "g", 1);
	args[0] = sample_handed(b, "g", 1, 1);
	args[1] = -1;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (summary_device_value(&b->values, insn, bad[i], args, 2) != -1)
			fail_msg("\"%s\"", bad[i]);
	assert_int_equal(summary_device_value(&b->values, insn, "2", args, 2), -1);
	assert_int_equal(summary_device_value(&b->values, insn, "2*8", args, 2), -1);
	assert_int_equal(summary_device_value(&b->values, insn, "1+0", args, 2), args[0]);
	assert_true(summary_device_value(&b->values, insn, "1+9223372036854775807+1", args,
		2) >= 0);
	assert_true(summary_device_value(&b->values, insn, "1*-8", args, 2) >= 0);
	sample_close(&s);
}

static struct summaries summarise(const char *text)
{
	struct summaries all = { 0 };
	struct sample s;

	sample_open(&s, text);
	opinion_summarise(&s.code, &all);
	sample_close(&s);
	return all;
}

static void what_functions_tell_their_callers(void **state)
{
	struct summaries all;
	const struct summary *g;

	NEEDS_SPARSE();
	all = summarise("static void inner(struct device *x) { down(x); }\n"
			"void g(int a, struct platform_device *p) { inner(&p->dev); }\n"
			"void h(struct device *d) { release(d); }\n"
			"void nothing(struct device *d) { use(d->n); }");
	g = map_get(&all.by_function, "g");
	assert_non_null(g);
	assert_int_equal(all.list.n, 2);
	assert_int_equal(g->devices.n, 1);
	assert_string_equal(g->path, "a.c");
	assert_string_equal(g->devices.item[0].rule, "test");
	assert_string_equal(g->devices.item[0].device, "2+8");
	assert_int_equal(g->devices.item[0].out[0], 1 << 0);
	assert_int_equal(g->devices.item[0].out[1], 1 << 3);
	assert_false(g->devices.item[0].hit);
	assert_int_equal(g->devices.item[0].words, WALK_TEARDOWN);
	assert_string_equal(g->devices.item[0].teardown.text, "down(x)");
	assert_int_equal(g->devices.item[0].teardown.line, 1);
	assert_string_equal(g->devices.item[0].release.text, "");
	assert_true(((const struct summary *)map_get(&all.by_function, "h"))->devices.item[0].hit);
	summaries_release(&all);
}

static void equal_only_where_all_is(void **state)
{
	static const char *const texts[] = {
		"void g(struct device *d) { down(d); }",
		"void h(struct device *d) { down(d); }",
		"void g(struct device *d) { release(d); }",
		"void g(int a, struct device *d) { down(d); }",
		"\nvoid g(struct device *d) { down(d); }",
		"void g(struct device *e) { down(e); }",
		"void g(struct device *d) { if (d) down(d); }",
		"void g(struct device *d) { down(d); }\nvoid h(struct device *d) { down(d); }",
	};

	NEEDS_SPARSE();
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct summaries one = summarise(texts[0]), two = summarise(texts[i]);

		if (summaries_equal(&one, &two) != (i == 0))
			fail_msg("%zu: %s", i, texts[i]);
		summaries_release(&one);
		summaries_release(&two);
	}
}

static struct summary *made(const char *function)
{
	struct summary *s = mem_alloc(sizeof(*s));

	s->function = mem_strdup(function);
	s->path = mem_strdup("b.c");
	return s;
}

static void the_later_of_one_function_counts(void **state)
{
	struct summaries all = { 0 };
	struct summary *one = made("f"), *two = made("f");

	(void)state;
	summaries_add(&all, one);
	assert_ptr_equal(map_get(&all.by_function, "f"), one);
	summaries_add(&all, two);
	assert_ptr_equal(map_get(&all.by_function, "f"), two);
	assert_int_equal(all.list.n, 2);
	summaries_release(&all);
}

/* A caller in another file is told what the callee's file was told of it. */
static void a_caller_in_another_file(void **state)
{
	static const struct { const char *callee, *caller; size_t hits; } of[] = {
		{ "void g(struct foo *p) { down(p->dev); }",
		  "void g(struct foo *);\nvoid f(struct foo *p) { g(p); release(p->dev); }", 1 },
		{ "void g(struct foo *p) { down(p->dev); }",
		  "void g(struct foo *);\nvoid f(struct foo *p, struct device *d) {\n"
		  "p->dev = d; g(p); release(d); }", 1 },
		{ "void g(struct foo *p) { down(p->dev); configure(p->dev); }",
		  "void g(struct foo *);\nvoid f(struct foo *p) { g(p); release(p->dev); }", 0 },
		{ "void g(struct device *d) { release(d); }",
		  "void g(struct device *);\nvoid f(struct foo *p) { down(p->dev); g(p->dev); }",
		1 },
	};

	NEEDS_SPARSE();
	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		struct summaries all = summarise(of[i].callee);
		struct path_hits hits = { 0 };
		const struct events *e;
		struct pathwalk p;
		struct sample s;
		struct body *b;

		sample_open(&s, of[i].caller);
		compiled_learn(&s.code, &all);
		b = sample_body(&s, "f");
		pathwalk_open(&p, &s.rules.all.item[0]);
		e = path_devices(&p, b);
		for (size_t k = 0; k < e->devices.n; k++)
			pathwalk_find(&p, b, e->devices.item[k], true, END_PLAIN, &hits);
		assert_int_equal(hits.list.n > 0, of[i].hits > 0);
		path_hits_release(&hits);
		pathwalk_release(&p);
		sample_close(&s);
		summaries_release(&all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(how_a_device_is_told),
		cmocka_unit_test(what_is_told_is_found_again),
		cmocka_unit_test(what_tells_of_no_device),
		cmocka_unit_test(what_functions_tell_their_callers),
		cmocka_unit_test(equal_only_where_all_is),
		cmocka_unit_test(the_later_of_one_function_counts),
		cmocka_unit_test(a_caller_in_another_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
