// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <limits.h>

#include "audit/boundary.h"
#include "small_repository.h"

static int setup(void **state)
{
	struct small *s = mem_alloc(sizeof(*s));

	small_start(s);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	small_stop(*state);
	mem_free(*state);
	return 0;
}

/* The branch's boundary is @expected, NULL: it has none; in the index of @name. */
static void ends_at(struct small *s, const char *branch, const git_oid *expected, bool shallow)
{
	static const char *const glob = "*";
	char *index = mem_printf("%s/test.db", s->dir);
	struct history_options o = { .path = s->dir, .index = index, .jobs = 1, .quiet = true,
				     .branches = { .globs = &glob, .n_globs = 1 } };
	struct boundaries found = { 0 };
	struct history h;
	size_t i = 0;

	small_flush(s);
	succeeds(history_open(&h, &o));
	succeeds(boundaries_find(&found, &(struct trees){ .audited = &h }));
	assert_int_equal(found.of.n, h.branches.all.n);
	while (i < found.of.n && strcmp(h.branches.all.item[i].name, branch))
		i++;
	assert_true(i < found.of.n);
	if (expected) {
		struct commit c;

		assert_int_equal(found.of.item[i].pos, index_find(h.ix, expected));
		assert_int_equal(found.of.item[i].shallow, shallow);
		succeeds(history_commit(&h, found.of.item[i].pos, &c));
		assert_int_equal(found.of.item[i].date, c.committer.date);
		assert_true(boundary_hides(&found.of.item[i], c.committer.date));
		assert_false(boundary_hides(&found.of.item[i], c.committer.date + 1));
		assert_true(boundary_hides(&found.of.item[i], 0));
	} else {
		assert_int_equal(found.of.item[i].pos, POS_NONE);
		assert_false(boundary_hides(&found.of.item[i], 1));
		assert_false(boundary_hides(&found.of.item[i], 0));
	}
	boundaries_release(&found);
	history_close(&h);
	unlink(index);
	mem_free(index);
}

/* A root that mainline has too is where history begins, for all. */
static void a_whole_history_has_none(void **state)
{
	struct small *s = *state;
	git_oid root = small_root(s, "root"), other = small_root(s, "other project");
	git_oid stable = small_child(s, "stable", root);

	small_ref(s, "refs/heads/master", small_merge(s, "m", small_child(s, "a", root), other));
	small_ref(s, "refs/heads/linux-5.10.y", stable);
	ends_at(s, "mainline", NULL, false);
	ends_at(s, "5.10.y", NULL, false);
	/* another project's root on a branch hides nothing of the kernel's */
	small_ref(s, "refs/heads/linux-5.10.y",
		  small_merge(s, "m", stable, small_root(s, "a driver's own history")));
	ends_at(s, "5.10.y", NULL, false);
}

static void an_import(void **state)
{
	struct small *s = *state;
	git_oid older = small_root(s, "a driver"), import = small_root(s, "import of 5.10");

	small_ref(s, "refs/heads/master", small_root(s, "root"));
	small_ref(s, "refs/heads/vendor", small_child(s, "a", import));
	ends_at(s, "vendor", &import, false);
	small_ref(s, "refs/heads/vendor", small_merge(s, "m", older, import));
	ends_at(s, "vendor", &import, false);	/* the newest of them */
	ends_at(s, "mainline", NULL, false);
	small_unref(s, "refs/heads/master");	/* no mainline is known here */
	ends_at(s, "vendor", &import, false);
}

static void a_shallow_clone(void **state)
{
	struct small *s = *state;
	git_oid gone = small_root(s, "gone"), cut = small_child(s, "cut", gone);
	git_oid later = small_child(s, "later", cut);

	small_lose(s, gone);
	small_file_of_id(s, "shallow", cut);
	small_ref(s, "refs/heads/master", later);
	small_ref(s, "refs/heads/linux-5.10.y", small_child(s, "stable", cut));
	ends_at(s, "mainline", &cut, true);
	ends_at(s, "5.10.y", &cut, true);
}

static void dates(void **state)
{
	static const struct {
		long long date;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01" }, { 1551744000, "2019-03-05" }, { 951782400, "2000-02-29" },
		{ 4102444800, "2100-01-01" }, { 253402300800, "10000-01-01" },
		{ 67768036191676799, "2147485547-12-31" }, { 67768036191676800, "?" },
		{ LLONG_MAX, "?" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text = date_text(cases[i].date);

		assert_string_equal(text, cases[i].text);
		mem_free(text);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_whole_history_has_none),
		TEST(an_import),
		TEST(a_shallow_clone),
		TEST(dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
