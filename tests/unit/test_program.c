// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "check/program.h"

static struct unit *add(struct program *p, const char *path, const char *text)
{
	struct unit *u = mem_alloc(sizeof(*u));

	unit_read(u, path, text, strlen(text));
	program_add(p, u);
	program_link(p);
	return u;
}

static const char *path_of(const struct program *p, const struct unit *u, const char *name)
{
	const struct function *f = program_function(p, u, name, strlen(name));

	return f ? f->unit->path : "";
}

static void a_name_is_the_files_own_first(void **state)
{
	struct program p = { 0 };
	struct unit *a = add(&p, "a.c", "static int f(void) { } int g(void) { }");
	struct unit *b = add(&p, "b.c", "int f(void) { } static int h(void) { }");

	(void)state;
	assert_string_equal(path_of(&p, a, "f"), "a.c");
	assert_string_equal(path_of(&p, b, "f"), "b.c");
	assert_string_equal(path_of(&p, b, "g"), "a.c");
	assert_string_equal(path_of(&p, a, "h"), "");
	assert_string_equal(path_of(&p, a, "none"), "");
	assert_null(program_function(&p, a, "gx", 0));
	assert_non_null(program_function(&p, a, "gx", 1));
	program_release(&p);
}

static void headers_give_their_static_functions(void **state)
{
	struct program p = { 0 };
	struct unit *a = add(&p, "a.c", "int x;");

	(void)state;
	add(&p, "a.h", "static inline int f(void) { } static inline int g(void) { }");
	add(&p, "b.c", "int f(void) { }");
	assert_string_equal(path_of(&p, a, "g"), "a.h");
	assert_string_equal(path_of(&p, a, "f"), "b.c");
	program_release(&p);
}

static void a_weak_function_gives_way(void **state)
{
	struct program p = { 0 };
	struct unit *a = add(&p, "a.c", "void __weak f(void) { } int __weak g(void) { }");

	(void)state;
	add(&p, "b.c", "void f(void) { }");
	assert_string_equal(path_of(&p, a, "f"), "b.c");
	assert_string_equal(path_of(&p, a, "g"), "a.c");
	program_release(&p);
}

static const char *member_of(const struct program *p, const struct unit *u, const char *field)
{
	const struct function *f = program_member(p, u, field, strlen(field));

	return f ? f->name : "";
}

static void the_one_function_of_a_member(void **state)
{
	struct program p = { 0 };
	struct unit *a = add(&p, "a.c",
			     "static void f(void) { } static void g(void) { }"
			     "static void h(void) { }"
			     "struct t a = { .one = f, .two = f, .remove = f };"
			     "struct t b = { .one = f, .two = g };"
			     "void i(void) { x->three = h; }");
	struct unit *b = add(&p, "b.c", "static void k(void) { } struct t c = { .three = k };"
					"struct t d = { .four = nowhere };");
	struct unit *c = add(&p, "c.c", "int x;");

	(void)state;
	assert_string_equal(member_of(&p, a, "one"), "f");
	assert_string_equal(member_of(&p, c, "one"), "f");
	assert_string_equal(member_of(&p, a, "two"), "");
	assert_string_equal(member_of(&p, a, "three"), "h");
	assert_string_equal(member_of(&p, b, "three"), "k");
	assert_string_equal(member_of(&p, c, "three"), "");
	assert_string_equal(member_of(&p, b, "four"), "");
	assert_string_equal(member_of(&p, a, "remove"), "");
	assert_string_equal(member_of(&p, a, "none"), "");
	program_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_the_files_own_first),
		cmocka_unit_test(headers_give_their_static_functions),
		cmocka_unit_test(a_weak_function_gives_way),
		cmocka_unit_test(the_one_function_of_a_member),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
