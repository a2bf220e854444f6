// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/str.h"
#include "check/source.h"

struct fixture {
	char dir[64];
	struct sources s;
	struct coverage coverage;
};

static void put(const char *path)
{
	char *copy = mem_strdup(path), *p;
	FILE *f;

	for (p = copy; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(copy, 0700);
		*p = '/';
	}
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(strcmp(path, "tree/Makefile") ? "int x;\n" : "# SPDX\nVERSION = 6\n", f);
	fclose(f);
	mem_free(copy);
}

/*
 * tree/ is a kernel; a/ stands beside it.
 */
static int setup(void **state)
{
	static const char *const files[] = {
		"tree/Kbuild", "tree/Makefile", "tree/drivers/base/core.c",
		"tree/drivers/base/base.h", "tree/drivers/base/power/main.c",
		"tree/drivers/usb/a b\n\"-c.c", "tree/drivers/usb/-v.c", "tree/drivers/usb/usb.h",
		"tree/drivers/usb/notes.txt", "tree/drivers/usb/.git/hidden.c", "a/x.c", "a/x.S",
	};
	struct fixture *p = mem_alloc(sizeof(*p));
	size_t i;

	strcpy(p->dir, "/tmp/test-source-XXXXXX");
	if (!mkdtemp(p->dir) || chdir(p->dir))
		return -1;
	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		put(files[i]);
	if (symlink("..", "tree/drivers/usb/loop") || symlink("usb.h", "tree/drivers/usb/link.c") ||
	    symlink("nowhere", "tree/drivers/usb/dangling.c") ||
	    mkfifo("tree/drivers/usb/fifo.c", 0600) || mkdir("tree/drivers/usb/dir.c", 0700))
		return -1;
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *p = *state;
	const char *argv[] = { "rm", "-rf", "--", p->dir, NULL };
	struct child c;
	struct error *err;
	size_t i;

	sources_release(&p->s);
	for (i = 0; i < p->coverage.unseen.n; i++) {
		mem_free(p->coverage.unseen.item[i].path);
		mem_free(p->coverage.unseen.item[i].why);
	}
	array_free(&p->coverage.unseen);
	if (chdir("/"))
		return -1;
	err = child_run(&c, argv, NULL, 0);
	error_free(err);
	child_release(&c);
	mem_free(p);
	return 0;
}

static void list(struct fixture *p, const char *path)
{
	struct error *err = sources_list(&p->s, &path, 1, &p->coverage);

	if (err)
		fail_msg("%s", error_text(err));
}

static void expect(const struct fixture *p, const char *const paths[], size_t n)
{
	size_t i;

	for (i = 0; i < n && i < p->s.all.n; i++)
		assert_string_equal(p->s.all.item[i].path, paths[i]);
	assert_int_equal(p->s.all.n, n);
}

#define EXPECT(p, ...) do { \
	static const char *const paths_[] = { __VA_ARGS__ }; \
	expect(p, paths_, sizeof(paths_) / sizeof(*paths_)); \
} while (0)

static void a_kernel_tree_is_found_from_within(void **state)
{
	struct fixture *p = *state;
	char *root = mem_printf("%s/tree", p->dir);

	assert_int_equal(chdir("tree/drivers/usb"), 0);
	assert_null(sources_list(&p->s, NULL, 0, &p->coverage));
	assert_true(p->s.kernel);
	assert_string_equal(p->s.root, root);
	EXPECT(p, "drivers/base/base.h", "drivers/base/core.c", "drivers/base/power/main.c",
	       "drivers/usb/-v.c", "drivers/usb/a b\n\"-c.c", "drivers/usb/usb.h");
	assert_int_equal(p->coverage.unseen.n, 0);
	mem_free(root);
}

static void outside_of_a_kernel_paths_are_needed(void **state)
{
	struct fixture *p = *state;
	struct error *err;

	assert_int_equal(chdir("a"), 0);
	err = sources_list(&p->s, NULL, 0, &p->coverage);
	assert_non_null(err);
	assert_non_null(strstr(error_text(err), "in no kernel tree"));
	error_free(err);
}

static void the_driver_core_comes_along_unasked(void **state)
{
	struct fixture *p = *state;

	list(p, "tree/drivers/usb/-v.c");
	EXPECT(p, "drivers/base/core.c", "drivers/usb/-v.c");
	assert_false(p->s.all.item[0].asked);
	assert_true(p->s.all.item[1].asked);
	assert_false(p->s.all.item[0].header);
}

static void what_was_asked_for_stays_so(void **state)
{
	static const char *const paths[] = {
		"tree/drivers/base/core.c", "tree/drivers/../drivers/base/",
		"tree//drivers/base/core.c",
	};
	struct fixture *p = *state;

	assert_null(sources_list(&p->s, paths, 3, &p->coverage));
	EXPECT(p, "drivers/base/base.h", "drivers/base/core.c", "drivers/base/power/main.c");
	assert_true(p->s.all.item[1].asked);
}

static void links_and_odd_things_in_folders_do_not_count(void **state)
{
	struct fixture *p = *state;

	list(p, "tree/drivers/usb/loop/usb");
	EXPECT(p, "drivers/base/core.c", "drivers/usb/-v.c", "drivers/usb/a b\n\"-c.c",
	       "drivers/usb/usb.h");
}

static void a_named_link_counts(void **state)
{
	struct fixture *p = *state;
	const char *text;
	size_t len;

	list(p, "tree/drivers/usb/link.c");
	EXPECT(p, "drivers/base/core.c", "drivers/usb/link.c");
	assert_null(source_map(&p->s.all.item[1], &text, &len));
	assert_int_equal(len, 7);
	assert_string_equal(text, "int x;\n");
	source_unmap(text, len);
}

static void outside_of_a_tree_names_are_as_given(void **state)
{
	struct fixture *p = *state;

	assert_int_equal(chdir("a"), 0);
	list(p, "../a");
	assert_false(p->s.kernel);
	EXPECT(p, "x.c");
	sources_release(&p->s);
	assert_int_equal(chdir("../tree"), 0);
	list(p, "../a/x.c");
	EXPECT(p, "../a/x.c");
}

static void expect_error(struct fixture *p, const char *path, const char *text)
{
	struct error *err = sources_list(&p->s, &path, 1, &p->coverage);

	assert_non_null(err);
	assert_string_equal(error_text(err), text);
	error_free(err);
	sources_release(&p->s);
}

static void wrong_names_are_errors(void **state)
{
	struct fixture *p = *state;

	expect_error(p, "a/none.c", "a/none.c: No such file or directory");
	expect_error(p, "a/x.S", "a/x.S: is neither a folder nor a .c or .h file");
	expect_error(p, "tree/drivers/usb/dangling.c",
		     "tree/drivers/usb/dangling.c: No such file or directory");
}

static void expect_unmapped(const char *file, const char *why)
{
	struct source src = { .file = (char *)file };
	struct error *err;
	const char *text;
	size_t len;

	err = source_map(&src, &text, &len);
	assert_non_null(err);
	assert_null(text);
	assert_string_equal(error_text(err), why);
	error_free(err);
}

static void what_is_no_file_is_not_mapped(void **state)
{
	(void)state;
	expect_unmapped("tree/drivers/usb/fifo.c", "not a regular file");
	expect_unmapped("tree/drivers/usb/dir.c", "not a regular file");
	expect_unmapped("a/none.c", "No such file or directory");
	assert_int_equal(truncate("a/x.c", (64 << 20) + 1), 0);
	expect_unmapped("a/x.c", "larger than 64 MiB");
}

static void an_empty_file_is_an_empty_text(void **state)
{
	struct source src = { .file = (char *)"a/x.c" };
	const char *text;
	size_t len;

	(void)state;
	assert_int_equal(truncate("a/x.c", 0), 0);
	assert_null(source_map(&src, &text, &len));
	assert_int_equal(len, 0);
	assert_string_equal(text, "");
	source_unmap(text, len);
	assert_int_equal(truncate("a/x.c", 4096), 0);
	assert_null(source_map(&src, &text, &len));
	assert_int_equal(text[4096], 0);
	source_unmap(text, len);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_kernel_tree_is_found_from_within),
		TEST(outside_of_a_kernel_paths_are_needed),
		TEST(the_driver_core_comes_along_unasked),
		TEST(what_was_asked_for_stays_so),
		TEST(links_and_odd_things_in_folders_do_not_count),
		TEST(a_named_link_counts),
		TEST(outside_of_a_tree_names_are_as_given),
		TEST(wrong_names_are_errors),
		TEST(what_is_no_file_is_not_mapped),
		TEST(an_empty_file_is_an_empty_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
