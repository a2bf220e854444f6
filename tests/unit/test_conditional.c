// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "sparse/conditional.h"

/* "LINE TEXT" of what is around the line that begins with "here"; "" where nothing is. */
static void check_from(const char *text, unsigned from, const char *want, int test)
{
	unsigned line = 1, at = 0;
	const char *p = text;
	char *found, *got;

	while (strncmp(p, "here", 4) && (p = strchr(p, '\n'))) {
		p++;
		line++;
	}
	found = conditional_around(text, strlen(text), line, from, &at);
	got = found ? mem_printf("%u %s", at, found) : mem_strdup("");
	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", test, got);
		print_error("line %d: want %s\n", test, want);
		fail();
	}
	mem_free(found);
	mem_free(got);
}

#define AROUND(text, want) check_from(text, 1, want, __LINE__)
#define FROM(from, text, want) check_from(text, from, want, __LINE__)

static void nothing_is_around(void **state)
{
	(void)state;
	AROUND("here", "");
	AROUND("a\nb\nhere\n", "");
	AROUND("#if A\n#endif\nhere\n", "");
	AROUND("#endif\n#else\nhere\n", "");
	AROUND("#define IF\n#include <if>\n#iffy\nhere\n", "");
	AROUND("here\n#if A\n#endif\n", "");
}

static void the_innermost_one_counts(void **state)
{
	(void)state;
	AROUND("#if A\nhere\n#endif\n", "1 #if A");
	AROUND("a\n#ifdef CONFIG_A\nhere\n#endif\n", "2 #ifdef CONFIG_A");
	AROUND("#if A\n#if B\n#endif\nhere\n#endif\n", "1 #if A");
	AROUND("#if A\n#ifndef B\nhere\n#endif\n#endif\n", "2 #ifndef B");
	AROUND("#if A\nb\n# if B\t \nhere\n# endif\n#endif\n", "3 # if B");
	AROUND("#if(A)\nhere\n", "1 #if(A)");
	AROUND(" \t#\tif\tA\nhere\n", "1 #\tif\tA");
}

static void another_side_is_told_with_what_it_is_of(void **state)
{
	(void)state;
	AROUND("#if A\n#else\nhere\n#endif\n", "2 #else of #if A");
	AROUND("#ifdef A\n#elif B\nhere\n#else\n#endif\n", "2 #elif B of #ifdef A");
	AROUND("#ifdef A\n#elif B\n#else /* C */\nhere\n#endif\n", "3 #else /* C */ of #ifdef A");
}

static void comments_and_strings_hold_none(void **state)
{
	(void)state;
	AROUND("/*\n#if A\n*/\nhere\n", "");
	AROUND("/* \" */\n#if A\nhere\n", "2 #if A");
	AROUND("// /*\n#if A\nhere\n", "2 #if A");
	AROUND("char *s = \"/*\";\n#if A\nhere\n", "2 #if A");
	AROUND("char *s = \"\\\"/*\";\n#if A\nhere\n", "2 #if A");
	AROUND("char c = '\"'; /*\n#if A\n*/\nhere\n", "");
	AROUND("#if A /* B\n#endif\n*/\nhere\n", "1 #if A /* B");
	AROUND("#if A\n/* x */ #endif\nhere\n", "1 #if A");
}

static void one_before_the_function_does_not_count(void **state)
{
	(void)state;
	FROM(2, "#if A\na\nhere\n", "");
	FROM(2, "#if A\n#if B\nhere\n", "2 #if B");
	FROM(2, "#if A\n#else\nhere\n", "2 #else of #if A");
	FROM(3, "#if A\n#else\nhere\n", "");
	FROM(1, "#if A\nhere\n", "1 #if A");
}

static void a_header_s_guard_does_not_count(void **state)
{
	(void)state;
	AROUND("#ifndef A_H\n#define A_H\nhere\n#endif\n", "");
	AROUND("/* x */\n#ifndef A_H\n#define A_H\nhere\n#endif\n", "");
	AROUND("#ifndef A_H\n#define A_H\n#if B\nhere\n#endif\n#endif\n", "3 #if B");
	AROUND("#ifndef A_H\nhere\n#endif\n", "1 #ifndef A_H");
	/* #ifndef A, #define A 1 in the middle is how a default is given. */
	AROUND("int x;\n#ifndef A\n#define A 1\nhere\n#endif\n", "2 #ifndef A");
	AROUND("#ifndef A\n#define B\nhere\n#endif\n", "1 #ifndef A");
}

static void long_ones_are_cut(void **state)
{
	char *text = mem_printf("#if %0200d\nhere\n", 0), *found;
	unsigned at;

	(void)state;
	found = conditional_around(text, strlen(text), 2, 1, &at);
	assert_int_equal(strlen(found), 80);
	mem_free(found);
	mem_free(text);
}

static void texts_that_end_early(void **state)
{
	static const char *const texts[] = { "#", "#if", "#if A\n#", "\"", "\"\\", "/", "/*",
		"#else\n\n",
					     "#ifndef A", "#ifndef A\n", "#ifndef A\n#define" };
	unsigned at;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		for (unsigned line = 0; line < 5; line++) {
			char *copy = mem_alloc(strlen(texts[i]) + 1);

			memcpy(copy, texts[i], strlen(texts[i]));
			mem_free(conditional_around(copy, strlen(texts[i]), line, 0, &at));
			mem_free(copy);
		}
}

static void a_line_that_goes_on(void **state)
{
	(void)state;
	AROUND("#define X \\\n#if A\nhere\n", "");
	AROUND("#if A && \\\n B\nhere\n#endif\n", "1 #if A && \\");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_around),
		cmocka_unit_test(the_innermost_one_counts),
		cmocka_unit_test(another_side_is_told_with_what_it_is_of),
		cmocka_unit_test(comments_and_strings_hold_none),
		cmocka_unit_test(one_before_the_function_does_not_count),
		cmocka_unit_test(a_header_s_guard_does_not_count),
		cmocka_unit_test(long_ones_are_cut),
		cmocka_unit_test(texts_that_end_early),
		cmocka_unit_test(a_line_that_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
