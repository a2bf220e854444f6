// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "check/files.h"
#include "check/reading.h"

struct tree {
	char dir[64];
	ARRAY(char *) files;
	struct rule rule;
	struct check_options options;
	struct report report;
	struct reading reading;
	struct files supplied;
};

static void add_pattern(struct rule *rule, enum word word, const char *text)
{
	assert_true(pattern_parse(array_push(&rule->patterns), word, text));
}

static void tree_open(struct tree *t)
{
	memset(t, 0, sizeof(*t));
	snprintf(t->dir, sizeof(t->dir), "/tmp/teardown-reading.XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	t->rule.name = (char *)"test";
	add_pattern(&t->rule, WORD_TEARDOWN, "take_down(dev)");
	add_pattern(&t->rule, WORD_TEARDOWN, "kfree(dev->range_map)");
	add_pattern(&t->rule, WORD_TEARDOWN, "dev->dma_ops = NULL");
	add_pattern(&t->rule, WORD_TEARDOWN_BUS, "clk_off(dev...)");
	add_pattern(&t->rule, WORD_RELEASE, "release_all(dev)");
	add_pattern(&t->rule, WORD_RELEASE, ".remove");
	*array_push(&t->options.rules) = &t->rule;
	t->options.jobs = 2;
	t->options.quiet = true;
}

static void add_file(struct tree *t, const char *name, const char *text)
{
	char *path = mem_printf("%s/%s", t->dir, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	*array_push(&t->files) = path;
}

/* The files read, by their last names' first letters: "abd". */
static char *read_tree(struct tree *t)
{
	const char *const paths[] = { t->dir };
	struct words w = { 0 };
	struct str s = STR_INIT;
	struct error *err;

	reading_first_words(&t->options, &w);
	err = files_open(&t->supplied, paths, 1, 1, NULL, w.list.item, w.list.n,
			 &t->report.coverage);
	assert_null(err);
	array_free(&w.list);
	reading_open(&t->reading, &t->options, &t->supplied.supply, &t->report.coverage);
	for (size_t i = 0; i < t->supplied.sources.all.n; i++)
		if (t->reading.unit[i])
			str_addc(&s, strrchr(t->supplied.sources.all.item[i].path, '/') ?
				     strrchr(t->supplied.sources.all.item[i].path, '/')[1] :
				     *t->supplied.sources.all.item[i].path);
	return str_detach(&s);
}

static void tree_close(struct tree *t)
{
	reading_release(&t->reading);
	files_close(&t->supplied);
	report_release(&t->report);
	for (size_t i = 0; i < t->files.n; i++) {
		unlink(t->files.item[i]);
		mem_free(t->files.item[i]);
	}
	array_free(&t->files);
	rmdir(t->dir);
	for (size_t i = 0; i < t->rule.patterns.n; i++)
		pattern_release(&t->rule.patterns.item[i]);
	array_free(&t->rule.patterns);
	array_free(&t->options.rules);
}

static void check_read(struct tree *t, const char *want)
{
	char *got = read_tree(t);

	assert_string_equal(got, want);
	mem_free(got);
}

static void files_that_tear_down(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	add_file(&t, "a.c", "void f(struct device *d)\n{\n\ttake_down(d);\n}\n");
	add_file(&t, "b.c", "void g(struct device *d)\n{\n\trelease_all(d);\n}\n");
	add_file(&t, "c.c", "void h(struct device *d)\n{\n\tkfree(d->range_map);\n}\n");
	add_file(&t, "d.c", "void i(struct device *d)\n{\n\tkfree(d);\n}\n");
	add_file(&t, "e.c", "int take_downs, xtake_down;\n");
	check_read(&t, "ac");
	tree_close(&t);
}

static void callers_of_wrappers_any_number_of_levels_up(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	add_file(&t, "a.c", "void wrap_one(struct device *d)\n{\n\ttake_down(d);\n}\n");
	add_file(&t, "b.c", "void wrap_two(struct device *d)\n{\n\twrap_one(d);\n}\n");
	add_file(&t, "c.c", "void wrap_three(struct device *d)\n{\n\twrap_two(d);\n}\n");
	add_file(&t, "d.c", "void other(struct device *d)\n{\n\twrap_four(d);\n}\n");
	check_read(&t, "abc");
	tree_close(&t);
}

/* Nobody else can call a static function. */
static void callers_of_what_is_static(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	add_file(&t, "a.c", "static void wrap_one(struct device *d)\n{\n\ttake_down(d);\n}\n");
	add_file(&t, "b.c", "void wrap_two(struct device *d)\n{\n\twrap_one(d);\n}\n");
	check_read(&t, "a");
	tree_close(&t);
}

static void what_is_set_up_again_is_no_wrapper(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	add_pattern(&t.rule, WORD_CONFIGURE, "set_up(dev)");
	add_file(&t, "a.c", "void wrap_one(struct device *d)\n{\n"
			    "\ttake_down(d);\n\tset_up(d);\n}\n");
	add_file(&t, "b.c", "void wrap_two(struct device *d)\n{\n\twrap_one(d);\n}\n");
	check_read(&t, "a");
	tree_close(&t);
}

static void files_that_define_what_is_called(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	add_file(&t, "a.c", "void f(struct device *d)\n{\n\ttake_down(d);\n\tlet_go(d);\n}\n");
	add_file(&t, "b.c", "void let_go(struct device *d)\n{\n\trelease_all(d);\n}\n");
	add_file(&t, "c.c", "void let_go_not(struct device *d)\n{\n\trelease_all(d);\n}\n");
	check_read(&t, "ab");
	assert_non_null(program_function(&t.reading.program, t.reading.unit[0], "let_go", 6));
	tree_close(&t);
}

static void has(const struct words *w, const char *word, bool want)
{
	bool found = false;

	for (size_t i = 0; i < w->list.n; i++)
		found |= !strcmp(w->list.item[i], word);
	assert_int_equal(found, want);
}

static void words_of_a_rule(void **state)
{
	struct words w = { 0 };
	struct tree t;

	(void)state;
	tree_open(&t);
	reading_teardown_words(&t.rule, false, &w);
	has(&w, "take_down", true);
	has(&w, "range_map", true);
	has(&w, "dma_ops", true);
	has(&w, "kfree", false);
	has(&w, "clk_off", false);
	has(&w, "release_all", false);
	reading_teardown_words(&t.rule, true, &w);
	has(&w, "clk_off", true);
	assert_int_equal(w.list.n, 4);
	w.list.n = 0;
	reading_release_words(&t.rule, &w);
	has(&w, "release_all", true);
	has(&w, "take_down", false);
	array_free(&w.list);
	tree_close(&t);
}

static void a_path_that_is_not_there(void **state)
{
	const char *const paths[] = { "/tmp/teardown-nowhere/a.c" };
	struct tree t;
	struct error *err;

	(void)state;
	tree_open(&t);
	err = files_open(&t.supplied, paths, 1, 1, NULL, NULL, 0, &t.report.coverage);
	assert_non_null(err);
	error_free(err);
	tree_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_that_tear_down),
		cmocka_unit_test(callers_of_wrappers_any_number_of_levels_up),
		cmocka_unit_test(callers_of_what_is_static),
		cmocka_unit_test(what_is_set_up_again_is_no_wrapper),
		cmocka_unit_test(files_that_define_what_is_called),
		cmocka_unit_test(words_of_a_rule),
		cmocka_unit_test(a_path_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
