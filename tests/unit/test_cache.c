// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "check/cache.h"

static int setup(void **state)
{
	char *dir = mem_strdup("/tmp/test-cache-XXXXXX");

	if (!mkdtemp(dir) || setenv("XDG_CACHE_HOME", dir, 1))
		return -1;
	*state = dir;
	return 0;
}

static int teardown(void **state)
{
	const char *argv[] = { "rm", "-rf", "--", *state, NULL };
	struct child c;
	struct error *err = child_run(&c, argv, NULL, 0);

	error_free(err);
	child_release(&c);
	mem_free(*state);
	return 0;
}

static char *file(void **state)
{
	return mem_printf("%s/teardown/check.db", (char *)*state);
}

static void holds_value(struct cache *c, const char *key, const char *value, size_t len)
{
	struct str got = STR_INIT;

	assert_true(cache_get(c, key, &got));
	assert_int_equal(got.len, len);
	assert_memory_equal(got.buf, value, len);
	str_release(&got);
}

static void values_are_kept(void **state)
{
	struct cache *c = cache_open();
	struct str got = STR_INIT;

	(void)state;
	assert_non_null(c);
	cache_put(c, "a", "x\0y", 3);
	cache_put(c, "empty", "", 0);
	cache_put(c, "a b", "old", 3);
	cache_put(c, "a b", "new", 3);
	cache_close(c);
	c = cache_open();
	holds_value(c, "a", "x\0y", 3);
	holds_value(c, "empty", "", 0);
	holds_value(c, "a b", "new", 3);
	assert_false(cache_get(c, "b", &got));
	cache_close(c);
	str_release(&got);
}

static void no_cache_is_no_trouble(void **state)
{
	struct str got = STR_INIT;

	(void)state;
	assert_false(cache_get(NULL, "a", &got));
	cache_put(NULL, "a", "b", 1);
	cache_close(NULL);
	setenv("XDG_CACHE_HOME", "/dev/null/nowhere", 1);
	assert_null(cache_open());
	setenv("XDG_CACHE_HOME", "relative", 1);
	setenv("HOME", "", 1);
	assert_null(cache_open());
}

static void a_damaged_file_is_made_anew(void **state)
{
	char *path = file(state);
	struct cache *c = cache_open();
	FILE *f;

	cache_put(c, "a", "b", 1);
	cache_close(c);
	f = fopen(path, "w");
	fputs("this was never a database, and is longer than a header of one hundred bytes "
	      "so that it is read as one before it is found to be none at all", f);
	fclose(f);
	c = cache_open();
	assert_non_null(c);
	cache_put(c, "a", "c", 1);
	holds_value(c, "a", "c", 1);
	cache_close(c);
	mem_free(path);
}

static void a_cut_file_does_no_harm(void **state)
{
	char *path = file(state), key[16];
	struct str got = STR_INIT;
	struct cache *c = cache_open();
	int i;

	for (i = 0; i < 500; i++) {
		snprintf(key, sizeof(key), "%d", i);
		cache_put(c, key, "0123456789012345678901234567890123456789", 40);
	}
	cache_close(c);
	assert_int_equal(truncate(path, 9000), 0);
	c = cache_open();
	for (i = 0; c && i < 500; i++) {
		snprintf(key, sizeof(key), "%d", i);
		if (cache_get(c, key, &got))
			assert_string_equal(got.buf, "0123456789012345678901234567890123456789");
	}
	cache_close(c);
	str_release(&got);
	mem_free(path);
}

static void a_file_of_another_format_is_made_anew(void **state)
{
	char *path = file(state);
	struct str got = STR_INIT;
	struct cache *c = cache_open();
	unsigned char version[4] = { 0, 0, 0, 99 };
	int fd;

	cache_put(c, "a", "b", 1);
	cache_close(c);
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, version, 4, 60), 4);
	close(fd);
	c = cache_open();
	assert_non_null(c);
	assert_false(cache_get(c, "a", &got));
	cache_close(c);
	mem_free(path);
}

static void two_may_use_it_at_once(void **state)
{
	struct cache *a = cache_open(), *b = cache_open();

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	cache_put(a, "from a", "1", 1);
	cache_put(b, "from b", "2", 1);
	holds_value(b, "from a", "1", 1);
	holds_value(a, "from b", "2", 1);
	cache_close(a);
	cache_put(b, "later", "3", 1);
	holds_value(b, "later", "3", 1);
	cache_close(b);
}

static void ids_are_those_of_git(void **state)
{
	char id[41];

	(void)state;
	cache_blob_id(id, "hi\n", 3);
	assert_string_equal(id, "45b983be36b73c0788dc9cbcb76cbb80fc7bb057");
	cache_blob_id(id, "", 0);
	assert_string_equal(id, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_are_kept),
		TEST(no_cache_is_no_trouble),
		TEST(a_damaged_file_is_made_anew),
		TEST(a_cut_file_does_no_harm),
		TEST(a_file_of_another_format_is_made_anew),
		TEST(two_may_use_it_at_once),
		TEST(ids_are_those_of_git),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
