// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "check/definitions.h"

static bool defines(const char *text, const char *name)
{
	struct definitions d = { 0 };
	struct map names = MAP_INIT;
	bool match[2] = { false, false };
	char *copy = malloc(strlen(text) + 1);

	/* Not terminated behind its length, as in a sanitizer's sight. */
	memcpy(copy, text, strlen(text));
	definitions_read(&d, 1, copy, strlen(text));
	definitions_sort(&d);
	*map_put(&names, name) = &d;
	definitions_find(&d, &names, match);
	assert_false(match[0]);
	map_release(&names);
	definitions_release(&d);
	free(copy);
	return match[1];
}

static void what_defines(void **state)
{
	(void)state;
	assert_true(defines("int f(void)\n{\n}\n", "f"));
	assert_true(defines("static inline void f(int a) { }\n", "f"));
	assert_true(defines("struct device *f(int a,\n\t int b)\n{\n}\n", "f"));
	assert_true(defines("static int\nf(void)\n{\n}\n", "f"));
	assert_true(defines("int f(void)", "f"));
	assert_true(defines("int a;\nint f(void)\n{\n}\nint g(void)\n{\n}", "g"));
}

static void what_does_not(void **state)
{
	(void)state;
	assert_false(defines("int f(void);\n", "f"));
	assert_false(defines("\treturn f(a)\n", "f"));
	assert_false(defines("int a = f(b)\n", "f"));
	assert_false(defines("#define f(a)\n", "f"));
	assert_false(defines("int ff(void)\n{\n}\n", "f"));
	assert_false(defines("int f_(void)\n{\n}\n", "f"));
	assert_false(defines("/* f(a) */\n", "f"));
	assert_false(defines("int f\n", "f"));
	assert_false(defines("f", "f"));
	assert_false(defines("(\n", ""));
	assert_false(defines("", "f"));
}

static void of_several_sources(void **state)
{
	struct definitions d = { 0 }, more = { 0 };
	struct map names = MAP_INIT;
	bool match[4] = { false };
	static const char f[] = "int f(void)\n", g[] = "int g(void)\n", h[] = "int h(void)\n";

	(void)state;
	definitions_read(&d, 0, f, strlen(f));
	definitions_read(&d, 1, g, strlen(g));
	definitions_read(&more, 2, h, strlen(h));
	definitions_read(&more, 3, f, strlen(f));
	definitions_merge(&d, &more);
	assert_int_equal(more.list.n, 0);
	definitions_sort(&d);
	*map_put(&names, "f") = &d;
	*map_put(&names, "h") = &d;
	*map_put(&names, "i") = &d;
	definitions_find(&d, &names, match);
	assert_true(match[0] && match[2] && match[3]);
	assert_false(match[1]);
	map_release(&names);
	definitions_release(&d);
}

static void of_none(void **state)
{
	struct definitions d = { 0 };
	struct map names = MAP_INIT;

	(void)state;
	*map_put(&names, "f") = &d;
	definitions_sort(&d);
	definitions_find(&d, &names, NULL);
	map_release(&names);
	definitions_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_defines),
		cmocka_unit_test(what_does_not),
		cmocka_unit_test(of_several_sources),
		cmocka_unit_test(of_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
