// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "history/branch.h"
#include "history/history.h"
#include "small_repository.h"

struct kernel {
	struct small s;
	git_oid main[6];	/* v5.9, -, v5.10-rc1, v5.10, -, v5.11 */
	git_oid stable[4];	/* on v5.10: v5.10.1, v5.10.2, -, v5.10.10 */
	char *index;
};

/* 0-1-2-3-4-5 mainline; 0-1-2-3 on top of its 3. No refs but mainline's tags. */
static int setup(void **state)
{
	struct kernel *k = mem_alloc(sizeof(*k));

	small_start(&k->s);
	k->main[0] = small_root(&k->s, "m0");
	for (int i = 1; i < 6; i++)
		k->main[i] = small_child(&k->s, "m", k->main[i - 1]);
	k->stable[0] = small_child(&k->s, "s", k->main[3]);
	for (int i = 1; i < 4; i++)
		k->stable[i] = small_child(&k->s, "s", k->stable[i - 1]);
	small_ref(&k->s, "refs/tags/v5.9", k->main[0]);
	small_ref(&k->s, "refs/tags/v5.10-rc1", k->main[2]);
	small_ref(&k->s, "refs/tags/v5.10", k->main[3]);
	small_ref(&k->s, "refs/tags/v5.11", k->main[5]);
	k->index = mem_printf("%s/test.db", k->s.dir);
	*state = k;
	return 0;
}

static int teardown(void **state)
{
	struct kernel *k = *state;

	small_stop(&k->s);
	mem_free(k->index);
	mem_free(k);
	return 0;
}

static void tag_stable(struct kernel *k)
{
	small_ref(&k->s, "refs/tags/v5.10.1", k->stable[0]);
	small_ref(&k->s, "refs/tags/v5.10.2", small_tag(&k->s, "v5.10.2", k->stable[1], "commit"));
	small_ref(&k->s, "refs/tags/v5.10.10", k->stable[3]);
}

static void opens(struct history *h, struct kernel *k, const struct branch_options *branches)
{
	struct history_options o = { .path = k->s.dir, .index = k->index, .jobs = 2,
				     .quiet = true };

	if (branches)
		o.branches = *branches;
	small_flush(&k->s);
	succeeds(history_open(h, &o));
	assert_false(history_damaged(h));
}

/* "NAME REF: RELEASE …; " of each branch. */
static char *text_of(const struct history *h)
{
	struct str text = STR_INIT;

	str_add(&text, "");
	for (size_t i = 0; i < h->branches.all.n; i++) {
		const struct branch *b = &h->branches.all.item[i];

		str_addf(&text, "%s %s:", b->name, b->ref);
		for (size_t r = 0; r < b->releases.n; r++)
			str_addf(&text, " %s", b->releases.item[r]->name);
		str_add(&text, "; ");
	}
	return str_detach(&text);
}

static void finds_with(struct kernel *k, const struct branch_options *o, const char *expected,
		       const char *note)
{
	struct history h;
	char *text;

	opens(&h, k, o);
	text = text_of(&h);
	assert_string_equal(text, expected);
	mem_free(text);
	assert_int_equal(h.branches.notes.n, note ? 1 : 0);
	if (note)
		assert_string_equal(h.branches.notes.item[0].text, note);
	assert_int_equal(h.warnings.n, 0);
	history_close(&h);
}

static void finds(struct kernel *k, const char *expected)
{
	finds_with(k, NULL, expected, NULL);
}

#define MAINLINE "v5.9 v5.10-rc1 v5.10 v5.11; "
#define STABLE " v5.9 v5.10-rc1 v5.10 v5.10.1 v5.10.2 v5.10.10; "

static void branches_of_a_kernel(void **state)
{
	struct kernel *k = *state;

	tag_stable(k);
	small_ref(&k->s, "refs/heads/master", k->main[5]);
	small_ref(&k->s, "refs/heads/linux-5.10.y", k->stable[3]);
	small_ref(&k->s, "refs/heads/linux-5.9.y", k->main[0]);
	small_ref(&k->s, "refs/heads/topic", k->main[4]);
	small_ref(&k->s, "refs/heads/feature/linux-5.8.y", k->main[4]);
	finds(k, "mainline refs/heads/master: " MAINLINE "5.10.y refs/heads/linux-5.10.y:" STABLE
	      "5.9.y refs/heads/linux-5.9.y: v5.9; ");
}

/* Mainline is what is furthest on, be it a branch here, a remote's, or a tag. */
static void mainline_is_the_one_furthest_on(void **state)
{
	struct kernel *k = *state;

	finds(k, "mainline refs/tags/v5.11: " MAINLINE);
	small_ref(&k->s, "refs/heads/master", k->main[1]);
	finds(k, "mainline refs/tags/v5.11: " MAINLINE);
	small_unref(&k->s, "refs/tags/v5.11");
	small_unref(&k->s, "refs/tags/v5.10");
	small_ref(&k->s, "refs/remotes/torvalds/master", k->main[4]);
	small_ref(&k->s, "refs/remotes/origin/main", k->main[3]);
	finds(k, "mainline refs/remotes/torvalds/master: v5.9 v5.10-rc1; ");
	small_ref(&k->s, "refs/heads/main", k->main[5]);
	finds(k, "mainline refs/heads/main: v5.9 v5.10-rc1; ");
}

static void a_series_at_several_remotes(void **state)
{
	struct kernel *k = *state;
	git_oid other = small_child(&k->s, "other", k->stable[0]);

	tag_stable(k);
	small_ref(&k->s, "refs/heads/master", k->main[5]);
	small_ref(&k->s, "refs/heads/linux-5.10.y", k->stable[0]);
	small_ref(&k->s, "refs/remotes/a/linux-5.10.y", k->stable[3]);
	small_ref(&k->s, "refs/remotes/b/linux-5.10.y", k->stable[2]);
	finds(k, "mainline refs/heads/master: " MAINLINE
	      "5.10.y refs/remotes/a/linux-5.10.y:" STABLE);
	/* one that went another way: the highest release decides */
	small_ref(&k->s, "refs/remotes/c/linux-5.10.y", other);
	finds_with(k, NULL,
		   "mainline refs/heads/master: " MAINLINE
		   "5.10.y refs/remotes/a/linux-5.10.y:" STABLE,
		   "a/linux-5.10.y and c/linux-5.10.y differ; a/linux-5.10.y stands for 5.10.y");
	small_ref(&k->s, "refs/tags/v5.10.11", other);
	finds_with(k, NULL,
		   "mainline refs/heads/master: " MAINLINE "5.10.y refs/remotes/c/linux-5.10.y:"
		   " v5.9 v5.10-rc1 v5.10 v5.10.1 v5.10.11; ",
		   "a/linux-5.10.y and c/linux-5.10.y differ; c/linux-5.10.y stands for 5.10.y");
}

static void a_series_that_has_only_tags(void **state)
{
	struct kernel *k = *state;
	git_oid rt = small_child(&k->s, "rt", k->stable[1]), vendor = small_child(&k->s, "v", rt);

	small_ref(&k->s, "refs/heads/master", k->main[5]);
	tag_stable(k);
	small_ref(&k->s, "refs/tags/v5.10.2-rt3", rt);
	small_ref(&k->s, "refs/tags/v5.10.2-vendor1", vendor);
	small_ref(&k->s, "refs/tags/rpi-5.10.99", vendor);
	small_ref(&k->s, "refs/tags/v5.10.3-rc1", vendor);
	small_ref(&k->s, "refs/tags/v2.6.32.61", small_child(&k->s, "old", k->main[0]));
	finds(k, "mainline refs/heads/master: " MAINLINE "5.10.y refs/tags/v5.10.10:" STABLE
	      "2.6.32.y refs/tags/v2.6.32.61: v2.6.32.61 v5.9; ");
}

/* Releases that are commits' titles; those with a tag are the tag's. */
static void a_tree_without_tags(void **state)
{
	struct kernel *k = *state;
	git_oid at = small_root(&k->s, "Linux 5.3"), stable, tip;

	small_ref(&k->s, "refs/tags/v5.3-named", at);
	at = small_child(&k->s, "Linux 5.4", at);
	stable = small_child(&k->s, "Linux 5.4.1", at);
	tip = small_child(&k->s, "Linux 5.4.10", stable);
	at = small_child(&k->s, "Linux 5.5-rc1", at);
	for (int i = 0; i < 4; i++) {
		static const char *const tags[] = { "v5.9", "v5.10-rc1", "v5.10", "v5.11" };
		char *name = mem_printf("refs/tags/%s", tags[i]);

		small_unref(&k->s, name);
		mem_free(name);
	}
	small_ref(&k->s, "refs/heads/master", at);
	small_ref(&k->s, "refs/heads/linux-5.4.y", tip);
	finds(k, "mainline refs/heads/master: v5.3-named v5.4 v5.5-rc1; "
	      "5.4.y refs/heads/linux-5.4.y: v5.3-named v5.4 v5.4.1 v5.4.10; ");
}

static void branches_that_globs_name(void **state)
{
	static const struct {
		const char *glob, *expected;
	} cases[] = {
		{ "*", "5.10.y refs/heads/linux-5.10.y:" STABLE
		  "rel/vendor-1 refs/heads/rel/vendor-1: v5.9 v5.10-rc1 v5.10 v5.10.1; " },
		{ "rel/*", "rel/vendor-1 refs/heads/rel/vendor-1: v5.9 v5.10-rc1 v5.10 v5.10.1; " },
		{ "refs/heads/rel/vendor-?",
		  "rel/vendor-1 refs/heads/rel/vendor-1: v5.9 v5.10-rc1 v5.10 v5.10.1; " },
		{ "5.10.y", "5.10.y refs/heads/linux-5.10.y:" STABLE },
		{ "linux-5.*", "5.10.y refs/heads/linux-5.10.y:" STABLE },
		{ "refs/heads/linux-*", "5.10.y refs/heads/linux-5.10.y:" STABLE },
		{ "vendor-1", "" }, { "none", "" }, { "v5.10", "" }, { "refs/tags/*", "" },
	};
	struct kernel *k = *state;

	tag_stable(k);
	small_ref(&k->s, "refs/heads/master", k->main[5]);
	small_ref(&k->s, "refs/heads/linux-5.10.y", k->stable[3]);
	small_ref(&k->s, "refs/heads/rel/vendor-1", small_child(&k->s, "v", k->stable[0]));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct branch_options o = { .globs = &cases[i].glob, .n_globs = 1 };
		char *all = mem_printf("mainline refs/heads/master: " MAINLINE "%s",
				       cases[i].expected);

		finds_with(k, &o, all, NULL);
		mem_free(all);
	}
}

/* One name at two remotes is one branch where one holds the other, else two. */
static void a_vendor_at_several_remotes(void **state)
{
	static const char *const glob = "vendor";
	struct branch_options o = { .globs = &glob, .n_globs = 1 };
	struct kernel *k = *state;

	small_ref(&k->s, "refs/heads/vendor", k->stable[0]);
	small_ref(&k->s, "refs/remotes/a/vendor", k->stable[1]);
	small_ref(&k->s, "refs/remotes/b/vendor", small_child(&k->s, "else", k->main[3]));
	finds_with(k, &o, "mainline refs/tags/v5.11: " MAINLINE
		   "b/vendor refs/remotes/b/vendor: v5.9 v5.10-rc1 v5.10; "
		   "vendor refs/remotes/a/vendor: v5.9 v5.10-rc1 v5.10; ", NULL);
}

static void what_is_checked_out_where_nothing_else_is_known(void **state)
{
	struct kernel *k = *state;
	git_oid own = small_child(&k->s, "own", k->main[3]);

	small_ref(&k->s, "refs/heads/mine", own);
	small_file(&k->s, "HEAD", "ref: refs/heads/mine\n");
	finds(k, "mainline refs/tags/v5.11: " MAINLINE
	      "mine refs/heads/mine: v5.9 v5.10-rc1 v5.10; ");
	small_file_of_id(&k->s, "HEAD", own);
	finds(k, "mainline refs/tags/v5.11: " MAINLINE "HEAD HEAD: v5.9 v5.10-rc1 v5.10; ");
	tag_stable(k);
	finds(k, "mainline refs/tags/v5.11: " MAINLINE "5.10.y refs/tags/v5.10.10:" STABLE);
	small_file(&k->s, "HEAD", "ref: refs/heads/unborn\n");
	finds(k, "mainline refs/tags/v5.11: " MAINLINE "5.10.y refs/tags/v5.10.10:" STABLE);
}

static void older_series_are_left_out(void **state)
{
	struct kernel *k = *state;
	struct version since;
	struct branch_options o = { .since = &since };

	tag_stable(k);
	small_ref(&k->s, "refs/heads/linux-5.9.y", k->main[0]);
	assert_true(version_of_tag(&since, "v5.10.7"));
	finds_with(k, &o, "mainline refs/tags/v5.11: " MAINLINE
		   "5.10.y refs/tags/v5.10.10:" STABLE, NULL);
	assert_true(version_of_tag(&since, "v5.11"));
	finds_with(k, &o, "mainline refs/tags/v5.11: " MAINLINE, NULL);
}

static void no_refs_at_all(void **state)
{
	struct kernel *k = *state;
	struct small empty;
	char *dir = k->s.dir;

	small_start(&empty);
	k->s.dir = empty.dir;
	finds(k, "");
	finds(k, "");
	k->s.dir = dir;
	small_stop(&empty);
}

static void releases_stand_in_version_order(void **state)
{
	static const char *const tags[] = {
		"v5.10.10", "v5.10.9", "v5.10-rc10", "v5.10-rc9", "v5.10.9-rt2", "v5.10.9-rt10",
		"v5.10.9-vendor", "v5.9.200", "V5.10.9", "no-release", "v5.10.9-rt2-rebase",
	};
	static const char expected[] = "v5.9 v5.9.200 v5.10-rc1 v5.10-rc9 v5.10-rc10 v5.10 V5.10.9 "
				       "v5.10.9 v5.10.9-vendor v5.10.9-rt2 v5.10.9-rt2-rebase "
				       "v5.10.9-rt10 v5.10.10 v5.11 ";
	struct kernel *k = *state;
	struct str text = STR_INIT;
	struct history h;

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		char *name = mem_printf("refs/tags/%s", tags[i]);

		small_ref(&k->s, name, k->stable[i % 4 ? 1 : 0]);
		mem_free(name);
	}
	small_ref(&k->s, "refs/tags/v5.10.9", k->stable[0]);
	small_ref(&k->s, "refs/tags/V5.10.9", k->stable[0]);
	opens(&h, k, NULL);
	for (size_t i = 0; i < h.releases.all.n; i++) {
		const struct release *r = &h.releases.all.item[i];

		str_addf(&text, "%s ", r->name);
		assert_int_not_equal(r->node, POS_NONE);
		assert_int_equal(r->node, index_node(h.ix, r->pos));
	}
	assert_string_equal(text.buf, expected);
	str_release(&text);
	history_close(&h);
}

static void first_with_is_that_of_a_linear_scan(struct history *h)
{
	for (size_t i = 0; i < h->branches.all.n; i++) {
		const struct branch *b = &h->branches.all.item[i];
		bool nested = true;

		for (size_t r = 1; r < b->releases.n; r++)
			nested &= index_is_ancestor(h->ix, b->releases.item[r - 1]->pos,
						    b->releases.item[r]->pos);
		assert_int_equal(b->nested, nested);
		for (uint32_t pos = 0; pos < index_count(h->ix); pos++) {
			size_t first = 0;

			while (first < b->releases.n &&
			       !index_is_ancestor(h->ix, pos, b->releases.item[first]->pos))
				first++;
			assert_int_equal(branch_first_with(b, h->ix, pos), first);
			assert_int_equal(branch_holds(b, h->ix, pos),
					 index_is_ancestor(h->ix, pos, b->tip));
		}
	}
}

/* The vendor merged a series of its own, whose release is higher, into what it had. */
static void the_first_release_with_a_commit(void **state)
{
	static const char *const glob = "*";
	struct branch_options o = { .globs = &glob, .n_globs = 1 };
	struct kernel *k = *state;
	git_oid side = small_child(&k->s, "side", k->main[1]), other, tip;
	struct history h;

	tag_stable(k);
	other = small_child(&k->s, "other", side);
	small_ref(&k->s, "refs/tags/v5.10.7", other);
	tip = small_merge(&k->s, "merge", k->stable[1], other);
	tip = small_child(&k->s, "tip", tip);
	small_ref(&k->s, "refs/heads/vendor", tip);
	small_ref(&k->s, "refs/heads/linux-5.10.y", k->stable[3]);
	opens(&h, k, &o);
	assert_int_equal(h.branches.all.n, 3);
	assert_true(h.branches.all.item[0].nested && h.branches.all.item[1].nested);
	assert_false(h.branches.all.item[2].nested);
	first_with_is_that_of_a_linear_scan(&h);
	history_close(&h);
}

/* The index is brought up to date, not made anew, and knows the same. */
static void refs_that_come_and_go(void **state)
{
	struct kernel *k = *state;

	small_ref(&k->s, "refs/heads/master", k->main[3]);
	small_unref(&k->s, "refs/tags/v5.11");
	finds(k, "mainline refs/heads/master: v5.9 v5.10-rc1 v5.10; ");
	tag_stable(k);
	finds(k, "mainline refs/heads/master: v5.9 v5.10-rc1 v5.10; "
	      "5.10.y refs/tags/v5.10.10:" STABLE);
	small_unref(&k->s, "refs/tags/v5.10.10");
	small_ref(&k->s, "refs/heads/master", k->main[5]);
	finds(k, "mainline refs/heads/master: v5.9 v5.10-rc1 v5.10; 5.10.y refs/tags/v5.10.2:"
	      " v5.9 v5.10-rc1 v5.10 v5.10.1 v5.10.2; ");
	small_ref(&k->s, "refs/heads/master", k->main[2]);	/* forced back */
	small_unref(&k->s, "refs/tags/v5.10");
	finds(k, "mainline refs/heads/master: v5.9 v5.10-rc1; 5.10.y refs/tags/v5.10.2:"
	      " v5.9 v5.10-rc1 v5.10.1 v5.10.2; ");
}

static void is_made_anew(struct kernel *k, const char *warning, size_t warnings)
{
	struct history_options o = { .path = k->s.dir, .index = k->index, .jobs = 1,
				     .quiet = true };
	struct history h;

	succeeds(history_open(&h, &o));
	assert_int_equal(h.warnings.n, warnings);
	if (warnings && !strstr(h.warnings.item[0], warning))
		fail_msg("%s", h.warnings.item[0]);
	assert_int_equal(h.branches.all.n, 1);
	history_close(&h);
}

static void an_index_that_is_of_no_use_is_made_anew(void **state)
{
	struct kernel *k = *state;
	char *aside = mem_printf("%s.old", k->index), *dir;
	struct small other;

	small_flush(&k->s);
	is_made_anew(k, "", 0);
	is_made_anew(k, "", 0);
	small_file(&k->s, "test.db", "somebody's text that is no index at all");
	is_made_anew(k, "is of another format", 2);
	assert_int_equal(access(aside, F_OK), 0);
	assert_int_equal(truncate(k->index, 9000), 0);
	is_made_anew(k, "is damaged", 1);
	small_start(&other);		/* another repository is asked about with it */
	small_ref(&other, "refs/heads/master", small_root(&other, "other"));
	small_flush(&other);
	dir = k->s.dir;
	k->s.dir = other.dir;
	is_made_anew(k, "of another repository", 1);
	k->s.dir = dir;
	small_stop(&other);
	mem_free(aside);
}

/* An object that is missing is no matter of the index: it stays as it is. */
static void a_commit_that_is_missing(void **state)
{
	struct kernel *k = *state;
	struct history_options o = { .path = k->s.dir, .index = k->index, .jobs = 2,
				     .quiet = true };
	git_oid lost = small_child(&k->s, "lost", k->main[5]);
	git_oid tip = small_child(&k->s, "tip", lost);
	struct history h;

	small_lose(&k->s, lost);
	small_flush(&k->s);
	is_made_anew(k, "", 0);
	small_ref(&k->s, "refs/heads/master", tip);
	fails(history_open(&h, &o), "is missing");
	assert_int_equal(h.warnings.n, 0);
	history_close(&h);
	small_unref(&k->s, "refs/heads/master");
	is_made_anew(k, "", 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(branches_of_a_kernel),
		TEST(mainline_is_the_one_furthest_on),
		TEST(a_series_at_several_remotes),
		TEST(a_series_that_has_only_tags),
		TEST(a_tree_without_tags),
		TEST(branches_that_globs_name),
		TEST(a_vendor_at_several_remotes),
		TEST(what_is_checked_out_where_nothing_else_is_known),
		TEST(older_series_are_left_out),
		TEST(no_refs_at_all),
		TEST(releases_stand_in_version_order),
		TEST(the_first_release_with_a_commit),
		TEST(refs_that_come_and_go),
		TEST(an_index_that_is_of_no_use_is_made_anew),
		TEST(a_commit_that_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
