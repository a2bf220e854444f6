// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "history/revisions.h"
#include "small_repository.h"

struct place {
	struct small small;
	struct repository r;
	git_oid first, last;
};

static int setup(void **state)
{
	static const char *const tags[] = { "v4.9", "v4.10-rc1", "v4.9.2", "v4.9.10", "v4.10",
					    "usb-4.10", "next-20170101" };
	struct place *p = mem_alloc(sizeof(*p));
	struct small *s = &p->small;

	small_start(s);
	p->first = small_root(s, "first");
	p->last = small_child(s, "last", p->first);
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		char *name = mem_printf("refs/tags/%s", tags[i]);

		small_ref(s, name, i % 2 ? p->first : small_tag(s, tags[i], p->last, "commit"));
		mem_free(name);
	}
	small_ref(s, "refs/tags/v4.9-tree", small_tag(s, "v4.9-tree", s->tree, "tree"));
	small_ref(s, "refs/heads/master", p->last);
	small_ref(s, "refs/heads/linux-4.9.y", p->first);
	small_ref(s, "refs/remotes/stable/linux-4.10.y", p->last);
	small_flush(s);
	succeeds(repository_open(&p->r, s->dir));
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	repository_close(&p->r);
	small_stop(&p->small);
	mem_free(p);
	return 0;
}

/* The names that the words stand for, a blank behind each. */
static void stand_for(struct place *p, const char *const words[], size_t n, const char *expected)
{
	struct revisions all = { 0 };
	struct str names = STR_INIT;

	for (size_t i = 0; i < n; i++)
		succeeds(revisions_add(&all, &p->r, words[i]));
	for (size_t i = 0; i < all.all.n; i++) {
		const struct revision_name *r = &all.all.item[i];

		str_addf(&names, "%s ", r->name);
		assert_true(git_oid_equal(&r->commit, &p->first) ||
			    git_oid_equal(&r->commit, &p->last));
		assert_true(git_oid_equal(&r->tree, &p->small.tree));
	}
	assert_string_equal(names.buf, expected);
	revisions_release(&all);
	str_release(&names);
}

#define STAND_FOR(p, expected, ...) \
	stand_for(p, (const char *const[]){ __VA_ARGS__ }, \
		  sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), expected)

static void revisions_as_git_has_them(void **state)
{
	struct place *p = *state;
	char hex[GIT_OID_HEXSZ + 1], *expected;

	git_oid_tostr(hex, sizeof(hex), &p->first);
	expected = mem_printf("v4.9 master~1 %s HEAD ", hex);
	STAND_FOR(p, expected, "v4.9", "master~1", hex, "HEAD", "v4.9");
	mem_free(expected);
}

static void ranges_are_of_releases(void **state)
{
	STAND_FOR(*state, "v4.9 v4.9.2 v4.9.10 v4.10-rc1 v4.10 ", "v4.9..v4.10");
	STAND_FOR(*state, "v4.9.2 v4.9.10 ", "v4.9.2..v4.9.10");
	STAND_FOR(*state, "v4.9 ", "v4.9..v4.9");
	STAND_FOR(*state, "v4.10 v4.9.10 v4.10-rc1 ", "v4.10", "v4.9.10..v4.10");
}

static void globs_are_of_tags_and_branches(void **state)
{
	STAND_FOR(*state, "linux-4.9.y stable/linux-4.10.y ", "linux-*.y");
	STAND_FOR(*state, "v4.9.2 v4.9.10 ", "v4.9.[0-9]*");
	STAND_FOR(*state, "v4.9 ", "refs/tags/v4.?");
	STAND_FOR(*state, "master ", "mas*");
	STAND_FOR(*state, "stable/linux-4.10.y ", "stable/*");
}

static void is_refused(struct place *p, const char *word, const char *why)
{
	struct revisions all = { 0 };

	fails(revisions_add(&all, &p->r, word), why);
	assert_int_equal(all.all.n, 0);
	revisions_release(&all);
}

static void words_that_name_nothing(void **state)
{
	struct place *p = *state;

	is_refused(p, "v9.9", "v9.9: names no commit of /tmp/");
	is_refused(p, "", "names no commit");
	is_refused(p, "v4.9-tree", "v4.9-tree: names no commit of");
	is_refused(p, "master^{tree}", "names no commit");
	is_refused(p, "v9.*", "v9.*: no tag and no branch of");
	is_refused(p, "[", "no tag and no branch of");
	is_refused(p, "v4.9..v4.12", "v4.12: no tag of");
	is_refused(p, "v4.8..v4.9", "is this release");
	is_refused(p, "v4.10..v4.9", "is a release from the one to the other");
	is_refused(p, "master..HEAD", "both ends of a range are releases, as in v4.9..v6.12");
	is_refused(p, "..", "both ends of a range");
	is_refused(p, "v4.9...v4.10", "both ends of a range");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(revisions_as_git_has_them),
		TEST(ranges_are_of_releases),
		TEST(globs_are_of_tags_and_branches),
		TEST(words_that_name_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
