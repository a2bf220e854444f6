// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "history/repository.h"
#include "proof/tree.h"
#include "small_repository.h"

enum { FILE_MODE = 0100644, LINK = 0120000, FOLDER = 040000, MODULE = 0160000 };

/*
 *	Kbuild Makefile README.c a.c a/x.c a/x.h a/x.S link.c -> a.c sub.c (a submodule)
 *	drivers/base/dd.c drivers/base/base.h drivers/base/power/main.c
 */
struct fixture {
	struct small small;
	struct repository r;
	struct tree_reader reader;
	git_oid blob, top, lost;	/* .lost: a tree that is not there */
};

static void entry(struct str *to, unsigned mode, const char *name, git_oid id)
{
	str_addf(to, "%o %s", mode, name);
	str_addc(to, '\0');
	str_addn(to, id.id, sizeof(id.id));
}

static git_oid end_tree(struct small *s, struct str *text)
{
	git_oid id = small_object(s, GIT_OBJECT_TREE, text->buf, text->len);

	str_clear(text);
	return id;
}

static git_oid drivers(struct fixture *p, struct str *t)
{
	git_oid power, base;

	entry(t, FILE_MODE, "main.c", p->blob);
	power = end_tree(&p->small, t);
	entry(t, FILE_MODE, "base.h", p->blob);
	entry(t, FILE_MODE, "dd.c", p->blob);
	entry(t, FOLDER, "power", power);
	base = end_tree(&p->small, t);
	entry(t, FOLDER, "base", base);
	entry(t, FOLDER, "lost", p->lost);
	return end_tree(&p->small, t);
}

static void make(struct fixture *p)
{
	git_oid makefile = small_object(&p->small, GIT_OBJECT_BLOB, "VERSION = 6\n", 12);
	struct str t = STR_INIT;
	git_oid a, below;

	memset(&p->lost, 0x11, sizeof(p->lost));
	p->blob = small_object(&p->small, GIT_OBJECT_BLOB, "int x;\n", 7);
	entry(&t, FILE_MODE, "x.S", p->blob);
	entry(&t, FILE_MODE, "x.c", p->blob);
	entry(&t, 0100755, "x.h", p->blob);
	a = end_tree(&p->small, &t);
	below = drivers(p, &t);
	entry(&t, FILE_MODE, "Kbuild", p->blob);
	entry(&t, FILE_MODE, "Makefile", makefile);
	entry(&t, FILE_MODE, "README.c", p->blob);
	entry(&t, FOLDER, "a", a);
	entry(&t, FILE_MODE, "a.c", p->blob);
	entry(&t, FOLDER, "drivers", below);
	entry(&t, LINK, "link.c", p->blob);
	entry(&t, MODULE, "sub.c", p->blob);
	p->top = end_tree(&p->small, &t);
	str_release(&t);
}

static int setup(void **state)
{
	struct fixture *p = mem_alloc(sizeof(*p));

	small_start(&p->small);
	make(p);
	small_flush(&p->small);
	succeeds(repository_open(&p->r, p->small.dir));
	p->reader = (struct tree_reader){ .reader = p->r.reader };
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *p = *state;

	tree_reader_release(&p->reader);
	repository_close(&p->r);
	small_stop(&p->small);
	mem_free(p);
	return 0;
}

/* The paths, a blank behind each; in () what is only read along. */
static void lists(struct fixture *p, const char *const paths[], size_t n, const char *expected,
		  size_t found, size_t unseen)
{
	struct coverage coverage = { 0 };
	struct str names = STR_INIT;
	struct tree_sources t;

	succeeds(tree_list(&t, &p->reader, &p->top, paths, n, &coverage));
	for (size_t i = 0; i < t.sources.all.n; i++) {
		const struct source *s = &t.sources.all.item[i];

		str_addf(&names, s->asked ? "%s " : "(%s) ", s->path);
		assert_int_equal(s->header, s->path[strlen(s->path) - 1] == 'h');
		assert_true(git_oid_equal(&t.id.item[i], &p->blob));
	}
	assert_string_equal(names.buf, expected);
	assert_int_equal(t.found, found);
	assert_true(t.sources.kernel);
	assert_int_equal(coverage.unseen.n, unseen);
	tree_sources_release(&t);
	coverage_release(&coverage);
	str_release(&names);
}

#define LISTS(p, expected, found, unseen, ...) \
	lists(p, (const char *const[]){ __VA_ARGS__ }, \
	      sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), expected, found, \
	      unseen)

static void a_whole_tree(void **state)
{
	static const char all[] = "README.c a.c a/x.c a/x.h drivers/base/base.h drivers/base/dd.c "
				  "drivers/base/power/main.c ";

	lists(*state, NULL, 0, all, 1, 1);
	lists(*state, NULL, 0, all, 1, 1);	/* of what was kept */
	LISTS(*state, all, 1, 1, "");
	LISTS(*state, all, 1, 1, ".");
}

static void some_paths(void **state)
{
	LISTS(*state, "a/x.c a/x.h (drivers/base/dd.c) ", 1, 0, "a");
	LISTS(*state, "a.c (drivers/base/dd.c) ", 1, 0, "a.c");
	LISTS(*state, "a.c a/x.c a/x.h (drivers/base/dd.c) ", 3, 0, "a", "a.c", "a/x.c");
	LISTS(*state, "drivers/base/base.h drivers/base/dd.c drivers/base/power/main.c ", 1, 0,
	      "drivers/base");
	LISTS(*state, "(drivers/base/dd.c) ", 0, 0, "nothing");
	LISTS(*state, "(drivers/base/dd.c) ", 0, 0, "a/x.c/y");
}

static void is_refused(struct fixture *p, const git_oid *id, const char *path, const char *why)
{
	struct coverage coverage = { 0 };
	struct tree_sources t;

	fails(tree_list(&t, &p->reader, id, &path, !!path, &coverage), why);
	tree_sources_release(&t);
	coverage_release(&coverage);
}

static void paths_that_are_none(void **state)
{
	struct fixture *p = *state;

	is_refused(p, &p->top, "link.c", "link.c: is a symbolic link");
	is_refused(p, &p->top, "Makefile", "Makefile: is neither a folder nor a .c or .h file");
	is_refused(p, &p->top, "a/x.S", "a/x.S: is neither");
	is_refused(p, &p->top, "drivers/lost/a.c", "is missing");
}

static void trees_that_are_none(void **state)
{
	struct fixture *p = *state;

	is_refused(p, &p->lost, NULL, "is missing");
	is_refused(p, &p->blob, NULL, "is not a tree");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_whole_tree, setup, teardown),
		cmocka_unit_test_setup_teardown(some_paths, setup, teardown),
		cmocka_unit_test_setup_teardown(paths_that_are_none, setup, teardown),
		cmocka_unit_test_setup_teardown(trees_that_are_none, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
