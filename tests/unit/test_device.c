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
#include "check/device.h"

struct sample {
	struct unit unit;
	char *text;
	struct function *f;
};

static void sample_open(struct sample *s, const char *text)
{
	s->text = mem_strdup(text);
	unit_read(&s->unit, "a.c", s->text, strlen(s->text));
	assert_true(s->unit.functions.n > 0);
	s->f = &s->unit.functions.item[s->unit.functions.n - 1];
}

static void sample_close(struct sample *s)
{
	unit_release(&s->unit);
	mem_free(s->text);
}

/* The names of the arguments of each use(…) in the last function, with blanks between. */
static char *names_of(const char *text)
{
	struct str out = STR_INIT;
	struct sample s;

	sample_open(&s, text);
	for (size_t i = s.f->first; i < s.f->last; i++) {
		char *name;

		if (!token_is_word(&s.unit.tokens, i, "use"))
			continue;
		name = device_name(s.f, i + 2, s.unit.tokens.list.item[i + 1].match);
		str_addf(&out, "%s%s", out.len ? " " : "", name ? name : "-");
		mem_free(name);
	}
	sample_close(&s);
	return str_detach(&out);
}

static void check_names(const char *text, const char *want, int line)
{
	char *got = names_of(text);

	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", line, got);
		print_error("line %d: want %s\n", line, want);
		fail();
	}
	mem_free(got);
}

#define NAMES(text, want) check_names(text, want, __LINE__)
/* Of a function of struct platform_device *pdev, struct device *d and struct foo *p. */
#define BODY(text, want)                                                                          \
	check_names("int f(struct platform_device *pdev, struct device *d, struct foo *p) {" text \
		    "}",                                                                          \
		    want, __LINE__)

static void members_and_addresses(void **state)
{
	(void)state;
	BODY("use(d)", "d");
	BODY("use(&pdev->dev)", "pdev.dev");
	BODY("use(pdev->dev)", "pdev.dev");
	BODY("use(&p->a.b->c)", "p.a.b.c");
	BODY("use(*d)", "d");
	BODY("use((*p).dev)", "p.dev");
	BODY("use(&(p->dev))", "p.dev");
	BODY("use((d))", "d");
	BODY("use((struct device *)d)", "d");
	BODY("use((void *)&p->dev)", "p.dev");
	BODY("use(p->a[0].dev)", "p.a[0].dev");
	BODY("use(p->a[i].dev)", "p.a[i].dev");
}

static void what_has_no_name(void **state)
{
	(void)state;
	BODY("use(NULL)", "-");
	BODY("use(0)", "-");
	BODY("use(\"d\")", "-");
	BODY("use(d + 1)", "-");
	BODY("use(a ? d : p)", "-");
	BODY("use(unknown(d))", "-");
	BODY("use()", "-");
	BODY("use(d->)", "-");
	BODY("use(!d)", "-");
	BODY("use(d, p)", "-");
}

static void locals_that_are_set_once(void **state)
{
	(void)state;
	BODY("struct device *dev = &pdev->dev; use(dev);", "pdev.dev");
	BODY("struct device *dev; dev = &pdev->dev; use(dev);", "pdev.dev");
	BODY("struct device *dev = &pdev->dev, *e = dev; use(e);", "pdev.dev");
	BODY("struct foo *q = p; use(q->dev);", "p.dev");
	BODY("struct foo *q = p->a; use(&q->dev);", "p.a.dev");
	BODY("struct device *dev = find(p); use(dev);", "dev");
	BODY("struct device *dev = dev; use(dev);", "dev");
	BODY("struct device *a = b, *b = a; use(a);", "a");
	BODY("struct device *dev = d; *dev = x; use(dev);", "d");
	BODY("struct device *dev = d; dev->x = y; use(dev);", "d");
	BODY("struct foo q = { .dev = d }; use(q.dev);", "q.dev");
}

static void locals_that_are_set_more_than_once(void **state)
{
	(void)state;
	BODY("struct device *dev = d; if (x) dev = &pdev->dev; use(dev);", "dev");
	BODY("struct device *dev = NULL; dev = d; use(dev);", "dev");
	BODY("struct foo *q = p; q++; use(q->dev);", "q.dev");
	BODY("struct foo *q = p; q += 1; use(q->dev);", "q.dev");
	BODY("d = &pdev->dev; use(d);", "d");
	BODY("struct device *dev = d; d = d->parent; use(dev);", "dev");
	BODY("struct foo *q = p; list_for_each_entry(q, &p->list, node) { use(q->dev); }",
	     "q.dev");
}

/* device_for_each_child(dev, …) is a call, list_for_each_entry(…) a loop. */
static void calls_with_each_in_their_names(void **state)
{
	(void)state;
	BODY("struct device *dev = d; device_for_each_child(dev, NULL, g); use(dev);", "d");
	BODY("struct device *dev = d; x = bus_for_each_dev(dev, g); use(dev);", "d");
	BODY("struct device *dev = d; if (device_for_each_child(dev, g)) x; use(dev);", "d");
}

static void variables_of_inner_blocks(void **state)
{
	(void)state;
	BODY("struct device *dev = d;\n if (x) {\n struct device *dev = q;\n use(dev); } use(dev);",
	     "dev'3 d");
	BODY("struct device *dev = d;\n {\n struct device *dev = q;\n {\n struct device *dev = r;"
	     "\n use(dev); } use(dev); } use(dev);", "dev'5 dev'3 d");
	BODY("struct device *dev = d;\n { struct device *dev = q; }\n {\n"
	     "struct device *dev = r; use(dev); } use(dev);", "dev'4 d");
}

static void containers_and_what_they_hold(void **state)
{
	(void)state;
	BODY("struct amba_device *a = to_amba_device(d); use(&a->dev); use(a);", "d d^dev");
	BODY("struct foo *q = container_of(p, struct foo, bar); use(q); use(&q->bar);",
	     "p^bar p");
	BODY("struct foo *q = container_of(p, struct foo, bar); use(q->other);",
	     "p^bar.other");
	BODY("struct foo *q = container_of(p, struct foo, bar); use(q->bars);", "p^bar.bars");
	BODY("use(&to_platform_device(d)->dev)", "d");
	BODY("use(container_of_const(p, struct foo, bar)->bar.x)", "p.x");
	BODY("use(get_device(d))", "d");
	BODY("use(container_of(p, struct foo))", "-");
	BODY("use(to_foo())", "-");
	BODY("use(tomorrow(d))", "-");
}

static void driver_data(void **state)
{
	(void)state;
	BODY("struct foo *q = platform_get_drvdata(pdev); use(q);", "pdev.dev$");
	BODY("struct foo *q = dev_get_drvdata(d); use(q);", "d$");
	BODY("struct foo *q = dev_get_drvdata(&pdev->dev); use(q);", "pdev.dev$");
	BODY("struct foo *q = i2c_get_clientdata(p); use(q);", "p.dev$");
	BODY("struct foo *q = dev_get_drvdata(d); use(q->dev);", "d");
	BODY("struct foo *q = platform_get_drvdata(pdev); use(q->dev);", "pdev.dev");
	BODY("struct foo *q = platform_get_drvdata(pdev); use(q->clk);", "pdev.dev$.clk");
	BODY("struct foo *q = platform_get_drvdata(pdev); use(q->device);", "pdev.dev$.device");
}

static void members_that_keep_the_own_device(void **state)
{
	(void)state;
	NAMES("int probe(struct platform_device *pdev) { p->mine = &pdev->dev; }"
	      "int f(struct platform_device *pdev) { struct foo *q = platform_get_drvdata(pdev);"
	      "use(q->mine); use(q->other); }", "pdev.dev pdev.dev$.other");
	NAMES("int probe(struct platform_device *pdev) { struct device *dev = &pdev->dev;"
	      "p->mine = dev; }"
	      "int f(struct device *d) { struct foo *q = dev_get_drvdata(d); use(q->mine); }",
	      "d");
	NAMES("int probe(struct platform_device *pdev) { p->pdev = pdev; }"
	      "int f(struct platform_device *a) { struct foo *q = platform_get_drvdata(a);"
	      "use(&q->pdev->dev); }", "a.dev");
	NAMES("int probe(struct device *dev) { p->mine = dev; }"
	      "int f(struct device *d) { struct foo *q = dev_get_drvdata(d); use(q->mine); }",
	      "d");
	NAMES("int probe(struct device *dev) { p->parent = dev; p->mine = dev->parent; }"
	      "int f(struct device *d) { struct foo *q = dev_get_drvdata(d);"
	      "use(q->parent); use(q->mine); }", "d$.parent d$.mine");
}

static void joins(void **state)
{
	static const char *const sums[][3] = {
		{ "d^dev", ".dev", "d" },	  { "d^dev", ".dev.x", "d.x" },
		{ "d^dev", ".device", "d^dev.device" }, { "d^dev", ".x", "d^dev.x" },
		{ "d", ".dev", "d.dev" },	  { "d", "^dev", "d^dev" },
		{ "a^b^c", ".c", "a^b" },	  { "a^b.c", ".b", "a^b.c.b" },
		{ "d^dev", ".dev$", "d$" },	  { "d^dev", ".dev[1]", "d[1]" },
		{ "d^a.b", ".a.b", "d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		char *got = device_join(sums[i][0], sums[i][1]);

		assert_string_equal(got, sums[i][2]);
		mem_free(got);
	}
}

static void roots(void **state)
{
	(void)state;
	assert_int_equal(device_root("dev"), 3);
	assert_int_equal(device_root("pdev.dev"), 4);
	assert_int_equal(device_root("d^dev"), 1);
	assert_int_equal(device_root("d$.x"), 1);
	assert_int_equal(device_root("d[1]"), 1);
	assert_true(device_has_root("pdev.dev", "pdev", 4));
	assert_false(device_has_root("pdev.dev", "pde", 3));
	assert_false(device_has_root("pdev.dev", "pdevs", 5));
}

static void reaches(void **state)
{
	(void)state;
	assert_true(device_reaches("d", "d"));
	assert_true(device_reaches("d", "d.clk"));
	assert_true(device_reaches("d", "d$.clk"));
	assert_true(device_reaches("pdev.dev", "pdev.clk"));
	assert_true(device_reaches("pdev.dev", "pdev"));
	assert_false(device_reaches("d", "dev"));
	assert_false(device_reaches("pdev.dev", "pdevs.clk"));
	assert_false(device_reaches("d.clk", "d"));
	assert_false(device_reaches("d", "e.d"));
}

static void devices_of_parameters(void **state)
{
	static const char text[] = "int f(struct device *d, struct platform_device *pdev) { }";
	struct sample s;
	char *name;

	(void)state;
	sample_open(&s, text);
	name = device_of_param(s.f, 0);
	assert_string_equal(name, "d");
	mem_free(name);
	name = device_of_param(s.f, 1);
	assert_string_equal(name, "pdev.dev");
	mem_free(name);
	sample_close(&s);
}

static void parameters_of_one_name(void **state)
{
	(void)state;
	NAMES("int f(int (*a)(int), int (*b)(int), struct device *d, int d) { use(d); }", "d");
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

static void check_time(char *text)
{
	clock_t start = clock();

	mem_free(names_of(text));
	assert_true((clock() - start) / CLOCKS_PER_SEC < 5);
	mem_free(text);
}

static void time_is_linear(void **state)
{
	char *blocks;

	(void)state;
	check_time(repeat("int f(void) {", "use(a);", 20000, "}"));
	check_time(repeat("int f(void) { use(a", ".b", 200000, "); }"));
	check_time(repeat("int f(void) {", "struct a *b = c; use(b);", 20000, "}"));
	blocks = repeat("int f(void) {", "{ struct a *b = c; use(b); ", 5000, "}");
	check_time(repeat(blocks, "}", 5000, ""));
	mem_free(blocks);
	check_time(repeat("int f(void) { use(", "to_a(", 50000, "); }"));
	check_time(repeat("int f(void) { use(", "(", 50000, "); }"));
	check_time(repeat("int f(void) { use(", "a[", 50000, "); }"));
	check_time(repeat("int f(void) {", "a = b; b = a; use(a);", 20000, "}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_and_addresses),
		cmocka_unit_test(what_has_no_name),
		cmocka_unit_test(locals_that_are_set_once),
		cmocka_unit_test(locals_that_are_set_more_than_once),
		cmocka_unit_test(calls_with_each_in_their_names),
		cmocka_unit_test(variables_of_inner_blocks),
		cmocka_unit_test(containers_and_what_they_hold),
		cmocka_unit_test(driver_data),
		cmocka_unit_test(members_that_keep_the_own_device),
		cmocka_unit_test(joins),
		cmocka_unit_test(roots),
		cmocka_unit_test(reaches),
		cmocka_unit_test(devices_of_parameters),
		cmocka_unit_test(parameters_of_one_name),
		cmocka_unit_test(time_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
