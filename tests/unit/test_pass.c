// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/pass.h"

enum { FILES = 100, LONG = 97, PIPE = 98, GONE = 99, LONG_SIZE = 3 << 20 };

struct tree {
	char dir[64];
	struct sources sources;
};

static char *path_of(const struct tree *t, int i)
{
	return mem_printf("%s/%02d.c", t->dir, i);
}

static void write_file(const char *path, int i)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fprintf(f, "%d", i);
	if (i == LONG)
		for (int k = 0; k < LONG_SIZE; k++)
			fputc('x', f);
	assert_int_equal(fclose(f), 0);
}

/* A hundred files, one of them long, then one that is a pipe and one that is not there. */
static int make_tree(void **state)
{
	struct tree *t = mem_alloc(sizeof(*t));

	snprintf(t->dir, sizeof(t->dir), "/tmp/teardown-pass.XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	for (int i = 0; i < FILES; i++) {
		char *path = path_of(t, i);

		if (i == PIPE)
			assert_int_equal(mkfifo(path, 0600), 0);
		else if (i != GONE)
			write_file(path, i);
		*array_push(&t->sources.all) = (struct source){ .path = path, .file = path };
	}
	*state = t;
	return 0;
}

static int drop_tree(void **state)
{
	struct tree *t = *state;

	for (size_t i = 0; i < t->sources.all.n; i++) {
		unlink(t->sources.all.item[i].file);
		mem_free(t->sources.all.item[i].file);
	}
	array_free(&t->sources.all);
	rmdir(t->dir);
	mem_free(t);
	return 0;
}

struct seen {
	atomic_uint count[FILES];
	atomic_uint wrong;
	unsigned jobs;
};

static void look(void *arg, unsigned thread, size_t i, const char *text, size_t len)
{
	struct seen *s = arg;
	char want[8];
	int n = snprintf(want, sizeof(want), "%zu", i);

	atomic_fetch_add(&s->count[i], 1);
	if (thread >= s->jobs || text[len] || strlen(text) != len ||
	    len != (size_t)n + (i == LONG ? LONG_SIZE : 0) || memcmp(text, want, n))
		atomic_fetch_add(&s->wrong, 1);
}

static void each_file_is_shown_once(void **state)
{
	static const unsigned jobs[] = { 0, 1, 2, 5, 200 };
	const struct tree *t = *state;

	for (size_t k = 0; k < sizeof(jobs) / sizeof(jobs[0]); k++) {
		struct seen s = { .jobs = jobs[k] ? jobs[k] : 1 };

		pass_run(&t->sources, NULL, jobs[k], look, &s, NULL);
		assert_int_equal(s.wrong, 0);
		for (int i = 0; i < FILES; i++)
			assert_int_equal(s.count[i], i < PIPE);
	}
}

static void threads_are_at_most_so_many(void **state)
{
	const struct tree *t = *state;
	struct seen s = { .jobs = PASS_MAX_THREADS };

	pass_run(&t->sources, NULL, 1000, look, &s, NULL);
	assert_int_equal(s.wrong, 0);
}

static void what_is_skipped_is_not_read(void **state)
{
	const struct tree *t = *state;
	struct seen s = { .jobs = 2 };
	struct report r = { 0 };
	bool skip[FILES] = { false };

	skip[3] = skip[GONE] = true;
	pass_run(&t->sources, skip, 2, look, &s, &r.coverage);
	assert_int_equal(s.count[3], 0);
	assert_int_equal(s.count[4], 1);
	assert_int_equal(r.coverage.unseen.n, 1);
	report_release(&r);
}

static void what_cannot_be_read_is_unseen(void **state)
{
	const struct tree *t = *state;
	struct seen s = { .jobs = 2 };
	struct report r = { 0 };

	pass_run(&t->sources, NULL, 2, look, &s, &r.coverage);
	assert_int_equal(r.coverage.unseen.n, 2);
	assert_string_equal(r.coverage.unseen.item[0].path, t->sources.all.item[PIPE].path);
	assert_string_equal(r.coverage.unseen.item[0].why, "not a regular file");
	assert_string_equal(r.coverage.unseen.item[1].path, t->sources.all.item[GONE].path);
	assert_string_equal(r.coverage.unseen.item[1].why, "No such file or directory");
	report_release(&r);
}

static void no_sources_are_no_work(void **state)
{
	struct sources none = { 0 };
	struct seen s = { .jobs = 4 };

	(void)state;
	pass_run(&none, NULL, 4, look, &s, NULL);
	assert_int_equal(s.count[0], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_file_is_shown_once),
		cmocka_unit_test(threads_are_at_most_so_many),
		cmocka_unit_test(what_is_skipped_is_not_read),
		cmocka_unit_test(what_cannot_be_read_is_unseen),
		cmocka_unit_test(no_sources_are_no_work),
	};

	return cmocka_run_group_tests(tests, make_tree, drop_tree);
}
