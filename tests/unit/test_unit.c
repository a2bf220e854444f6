// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check/unit.h"

/* The functions of @text: "static f(type name, …)", blanks between. */
static char *functions_of(const char *text)
{
	struct str s = STR_INIT;
	struct unit u;

	unit_read(&u, "a.c", text, strlen(text));
	for (size_t i = 0; i < u.functions.n; i++) {
		const struct function *f = &u.functions.item[i];

		str_addf(&s, "%s%s%s(", i ? " " : "", f->is_static ? "static " : "", f->name);
		for (size_t k = 0; k < f->params.n; k++)
			str_addf(&s, "%s%s %s", k ? ", " : "", f->params.item[k].type,
				 f->params.item[k].name);
		str_addc(&s, ')');
	}
	unit_release(&u);
	return str_detach(&s);
}

static void check_functions(const char *text, const char *want, int line)
{
	char *got = functions_of(text);

	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", line, got);
		print_error("line %d: want %s\n", line, want);
		fail();
	}
	mem_free(got);
}

#define FUNCTIONS(text, want) check_functions(text, want, __LINE__)

static void heads_of_functions(void **state)
{
	(void)state;
	FUNCTIONS("int f(void) { }", "f()");
	FUNCTIONS("int f() { }", "f()");
	FUNCTIONS("static void f(int a)\n{\n}\n", "static f(int a)");
	FUNCTIONS("static inline void f(int a) { }", "static f(int a)");
	FUNCTIONS("static struct device *\nf(int a)\n{ }", "static f(int a)");
	FUNCTIONS("void *f(void) { }", "f()");
	FUNCTIONS("int a; void f(void) { } static int g(void) { }", "f() static g()");
	FUNCTIONS("int f(int a); int g(int a) { }", "g(int a)");
	FUNCTIONS("EXPORT_SYMBOL(x)\nint f(void) { }", "f()");
	FUNCTIONS("int f(void) { if (a) { } while (b) { } }", "f()");
}

static void attributes_of_functions(void **state)
{
	(void)state;
	FUNCTIONS("int f(int a) __acquires(x) { }", "f(int a)");
	FUNCTIONS("int f(int a)\n\t__acquires(x) __releases(&y->z)\n{ }", "f(int a)");
	FUNCTIONS("int f(int a) __must_hold(x) __maybe_unused { }", "f(int a)");
	FUNCTIONS("int f(int a) __attribute__((noinline)) { }", "f(int a)");
	FUNCTIONS("__printf(1, 2) int f(int a) { }", "f(int a)");
	FUNCTIONS("static int __init f(int a) { }", "static f(int a)");
	FUNCTIONS("static __always_inline int __must_check f(int a) { }", "static f(int a)");
	FUNCTIONS("__attribute__((x)) int f(int a) { }", "f(int a)");
	FUNCTIONS("int f(int a)\n#ifdef C\n__acquires(x)\n#endif\n{ }", "f(int a)");
}

static void macros_as_heads(void **state)
{
	(void)state;
	FUNCTIONS("int x; SYSCALL_DEFINE3(name, int, a, int, b)\n{ }",
		  "SYSCALL_DEFINE3(name , int , a , int , b )");
	FUNCTIONS("int x; DEFINE_X(f) { return 0; }", "DEFINE_X(f )");
	FUNCTIONS("__f(a) { }", "__f(a )");
	FUNCTIONS("SYSCALL_DEFINE0(fork) { }", "SYSCALL_DEFINE0(fork )");
}

static void what_is_no_function(void **state)
{
	(void)state;
	FUNCTIONS("struct a { int b; };", "");
	FUNCTIONS("enum a { B, C };", "");
	FUNCTIONS("static struct a b = { .c = d, };", "");
	FUNCTIONS("int a[] = { 1, 2 };", "");
	FUNCTIONS("union a { struct { int b; } c; };", "");
	FUNCTIONS("MODULE_X(a)\nstruct b { int c; };", "");
	FUNCTIONS("struct a b(int) = { }; ", "");
	FUNCTIONS("extern \"C\" { int f(void); }", "");
	FUNCTIONS("static int (*f)(int) = g;", "");
	FUNCTIONS("{ ( [", "");
	FUNCTIONS("} ) ]", "");
	FUNCTIONS("", "");
}

static void functions_behind_what_is_unbalanced(void **state)
{
	(void)state;
	FUNCTIONS("int f(void) { { } int g(void) { }", "g()");
	FUNCTIONS("int f(void) { } } int g(void) { }", "f() g()");
	FUNCTIONS("int f(void) { x( } int g(void) { }", "f() g()");
	FUNCTIONS("int f(void) { x) } int g(void) { }", "f() g()");
	FUNCTIONS("#ifdef A\nint f(int a)\n{\n#else\nint f(int b)\n{\n#endif\n}\nint g(void) { }",
		  "f(int a) g()");
	FUNCTIONS("#ifdef A\nint f(int a)\n#else\nint f(int b)\n#endif\n{ }\nint g(void) { }",
		  "f(int b) g()");
}

static void parameters(void **state)
{
	(void)state;
	FUNCTIONS("int f(struct device *dev, int a) { }", "f(device dev, int a)");
	FUNCTIONS("int f(const struct device *dev) { }", "f(device dev)");
	FUNCTIONS("int f(struct device const *const dev) { }", "f(device dev)");
	FUNCTIONS("int f(struct device __rcu *dev) { }", "f(device dev)");
	FUNCTIONS("int f(struct device *dev __maybe_unused) { }", "f(device dev)");
	FUNCTIONS("int f(__u32 a, const __le16 b) { }", "f(__u32 a, __le16 b)");
	FUNCTIONS("int f(char *argv[], int n[2]) { }", "f(char argv, int n)");
	FUNCTIONS("int f(int (*get)(int a, int b), struct device *dev) { }",
		  "f(int , device dev)");
	FUNCTIONS("int f(const char *fmt, ...) { }", "f(char fmt)");
	FUNCTIONS("int f(void *p) { }", "f(void p)");
}

static void lines_of_functions(void **state)
{
	static const char text[] = "\nint\nf(void)\n{\n}\n\nint g(void) { }\n";
	struct unit u;

	(void)state;
	unit_read(&u, "a.c", text, strlen(text));
	assert_int_equal(u.functions.n, 2);
	assert_null(unit_function_at(&u, 2));
	for (unsigned line = 3; line <= 5; line++)
		assert_ptr_equal(unit_function_at(&u, line), &u.functions.item[0]);
	assert_null(unit_function_at(&u, 6));
	assert_ptr_equal(unit_function_at(&u, 7), &u.functions.item[1]);
	assert_null(unit_function_at(&u, 8));
	assert_ptr_equal(map_get(&u.by_name, "g"), &u.functions.item[1]);
	assert_null(map_get(&u.by_name, "h"));
	unit_release(&u);
}

/* A stub on the other side of an #if does not stand for the function. */
static void the_longer_one_of_a_name(void **state)
{
	static const char *const texts[] = {
		"#ifdef A\nint f(int a)\n{ x; y; }\n#else\nint f(int a) { }\n#endif\n",
		"#ifndef A\nint f(int a) { }\n#else\nint f(int a)\n{ x; y; }\n#endif\n",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct function *f;
		struct unit u;

		unit_read(&u, "a.c", texts[i], strlen(texts[i]));
		f = map_get(&u.by_name, "f");
		assert_non_null(f);
		assert_int_equal(f->last - f->first, 4);
		unit_release(&u);
	}
}

/* The callbacks of @text: "table/within.field=function@line ", ":=" where assigned. */
static char *callbacks_of(const char *text)
{
	struct str s = STR_INIT;
	struct unit u;

	unit_read(&u, "a.c", text, strlen(text));
	for (size_t i = 0; i < u.callbacks.n; i++) {
		const struct callback *c = &u.callbacks.item[i];

		str_addf(&s, "%s%s/%s.%s%s%s@%u", i ? " " : "", c->table, c->within, c->field,
			 c->assigned ? ":=" : "=", c->function, c->line);
	}
	unit_release(&u);
	return str_detach(&s);
}

static void check_callbacks(const char *text, const char *want, int line)
{
	char *got = callbacks_of(text);

	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", line, got);
		print_error("line %d: want %s\n", line, want);
		fail();
	}
	mem_free(got);
}

#define CALLBACKS(text, want) check_callbacks(text, want, __LINE__)

static void callbacks_by_initialiser(void **state)
{
	(void)state;
	CALLBACKS("static struct bus_type b = { .remove = f };", "bus_type/.remove=f@1");
	CALLBACKS("struct bus_type b = {\n.probe = f,\n.remove = g,\n};",
		  "bus_type/.probe=f@2 bus_type/.remove=g@3");
	CALLBACKS("const struct bus_type b = { .remove = &f };", "bus_type/.remove=f@1");
	CALLBACKS("struct x_driver d = { .remove = __exit_p(f) };", "x_driver/.remove=f@1");
	CALLBACKS("struct x_driver d = { .remove = pm_ptr(f), };", "x_driver/.remove=f@1");
	CALLBACKS("struct x_driver d = { .a = 1, .b = \"c\", .d = g(1) };", "");
	CALLBACKS("struct x_driver *d = &(struct x_driver){ .remove = f };",
		  "x_driver/.remove=f@1");
	CALLBACKS("int q; f((struct x_driver[]){ { .remove = g } });", "x_driver/.remove=g@1");
	CALLBACKS("static struct x_driver d __refdata = { .remove = f };",
		  "x_driver/.remove=f@1");
	CALLBACKS("static struct x_driver d __aligned(8) = { .remove = f };",
		  "x_driver/.remove=f@1");
	CALLBACKS("static struct x_driver __d = { .remove = f };", "x_driver/.remove=f@1");
	CALLBACKS("static struct x_driver d __section(\".a\") __used = { .remove = f };",
		  "x_driver/.remove=f@1");
	CALLBACKS("struct x_driver d = {\n#ifdef A\n.remove = f,\n#endif\n.probe = g };",
		  "x_driver/.remove=f@3 x_driver/.probe=g@5");
}

static void callbacks_in_parts_of_tables(void **state)
{
	(void)state;
	CALLBACKS("struct x_driver d = { .driver = { .remove = f }, .probe = g };",
		  "x_driver/driver.remove=f@1 x_driver/.probe=g@1");
	CALLBACKS("struct x_driver d = { .a = { .b = { .c = f } } };", "x_driver/b.c=f@1");
	CALLBACKS("struct x_driver d[] = { { .remove = f }, { .remove = g } };",
		  "x_driver/.remove=f@1 x_driver/.remove=g@1");
	CALLBACKS("struct x_driver d[2] = { [0] = { .remove = f }, [B] = { .remove = g } };",
		  "x_driver/.remove=f@1 x_driver/.remove=g@1");
	CALLBACKS("struct x_driver d[] = { { .driver = { .remove = f } } };",
		  "x_driver/driver.remove=f@1");
	CALLBACKS("struct x_driver d[] __initdata = { { .remove = f } };",
		  "x_driver/.remove=f@1");
	CALLBACKS("int f(struct a *b) { g({ .remove = f }); }", "/.remove=f@1");
}

static void callbacks_by_assignment(void **state)
{
	(void)state;
	CALLBACKS("int f(void) { drv->remove = g; }", "/drv.remove:=g@1");
	CALLBACKS("int f(void) { drv->driver.remove = g; }", "/driver.remove:=g@1");
	CALLBACKS("int f(void) { drv.remove = &g; }", "/drv.remove:=g@1");
	CALLBACKS("int f(void) { get(x)->remove = g; }", "/.remove:=g@1");
	CALLBACKS("int f(void) { drv->remove = g ? a : b; }", "");
	CALLBACKS("int f(void) { drv->remove = NULL, a; }", "");
	CALLBACKS("int f(void) { drv->remove == g; }", "");
}

static void time_is_linear(void **state)
{
	struct str s = STR_INIT;
	struct unit u;

	(void)state;
	for (int i = 0; i < 100000; i++)
		str_add(&s, "{.a={.b=c}}");
	unit_read(&u, "a.c", s.buf, s.len);
	assert_int_equal(u.callbacks.n, 100000);
	unit_release(&u);
	str_clear(&s);
	for (int i = 0; i < 20000; i++)
		str_add(&s, "{ .a = { ");
	for (int i = 0; i < 20000; i++)
		str_add(&s, ".b = c, ");
	for (int i = 0; i < 20000; i++)
		str_add(&s, "} }");
	unit_read(&u, "a.c", s.buf, s.len);
	assert_int_equal(u.callbacks.n, 20000);
	unit_release(&u);
	str_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads_of_functions),
		cmocka_unit_test(attributes_of_functions),
		cmocka_unit_test(macros_as_heads),
		cmocka_unit_test(what_is_no_function),
		cmocka_unit_test(functions_behind_what_is_unbalanced),
		cmocka_unit_test(parameters),
		cmocka_unit_test(lines_of_functions),
		cmocka_unit_test(the_longer_one_of_a_name),
		cmocka_unit_test(callbacks_by_initialiser),
		cmocka_unit_test(callbacks_in_parts_of_tables),
		cmocka_unit_test(callbacks_by_assignment),
		cmocka_unit_test(time_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
