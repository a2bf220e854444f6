// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "history/claim.h"
#include "history/commit.h"
#include "history/gather.h"
#include "small_repository.h"

enum { MAX_PARENTS = 40, MAX_JOBS = 8 };

/* What was gathered before, and now: ids by position, and all of extra. */
struct known {
	struct repository r;
	ARRAY(git_oid) id;
	ARRAY(uint32_t) extra;
	unsigned asked;
};

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

static uint32_t position_of(void *ctx, const git_oid *id)
{
	struct known *k = ctx;

	k->asked++;
	for (size_t i = 0; i < k->id.n; i++)
		if (git_oid_equal(&k->id.item[i], id))
			return (uint32_t)i;
	return POS_NONE;
}

static void start(struct known *k, struct small *s)
{
	*k = (struct known){ 0 };
	small_flush(s);
	succeeds(repository_open(&k->r, s->dir));
}

static void stop(struct known *k)
{
	repository_close(&k->r);
	array_free(&k->id);
	array_free(&k->extra);
}

static struct error *try_gather(struct gathered *g, struct known *k, const git_oid *tips, size_t n,
				unsigned jobs)
{
	struct gather_options o = {
		.repository = &k->r, .jobs = jobs, .quiet = true,
		.base = (uint32_t)k->id.n, .extra_base = (uint32_t)k->extra.n,
		.known = position_of, .ctx = k,
	};

	return gather(g, tips, n, &o);
}

static size_t parents_of(const struct known *k, const struct row *r, uint32_t *to)
{
	size_t n = 0, at;

	if (r->parent[0] == POS_NONE) {
		assert_int_equal(r->parent[1], POS_NONE);
		return 0;
	}
	to[n++] = r->parent[0];
	if (r->parent[1] == POS_NONE)
		return n;
	if (!(r->parent[1] & PARENT_MORE)) {
		to[n++] = r->parent[1];
		return n;
	}
	for (at = r->parent[1] & ~PARENT_MORE; ; at++) {
		assert_true(at < k->extra.n && n < MAX_PARENTS);
		to[n++] = k->extra.item[at] & ~PARENT_LAST;
		if (k->extra.item[at] & PARENT_LAST)
			return n;
	}
}

/* Row @i says of its commit what libgit2 does, and its parents stand before it. */
static void check_row(struct known *k, const struct gathered *g, size_t i, bool cut)
{
	uint32_t parent[MAX_PARENTS], pos = g->base + (uint32_t)i;
	size_t n = parents_of(k, &g->rows.item[i], parent);
	git_commit *c = NULL;

	if (cut) {
		assert_int_equal(n, 0);
		return;
	}
	assert_int_equal(git_commit_lookup(&c, k->r.git, &g->rows.item[i].id), 0);
	assert_int_equal(n, git_commit_parentcount(c));
	for (size_t p = 0; p < n; p++) {
		assert_true(parent[p] < pos);
		assert_true(git_oid_equal(&k->id.item[parent[p]],
					  git_commit_parent_id(c, (unsigned)p)));
	}
	git_commit_free(c);
}

/* Gathers, checks each row, and adds what was gathered to what is known. */
static void gathers(struct gathered *g, struct known *k, const git_oid *tips, size_t n,
		    unsigned jobs, size_t expected)
{
	size_t ends = 0;

	succeeds(try_gather(g, k, tips, n, jobs));
	assert_int_equal(g->base, k->id.n);
	assert_int_equal(g->rows.n, expected);
	for (size_t i = 0; i < g->rows.n; i++) {
		assert_int_equal(position_of(k, &g->rows.item[i].id), POS_NONE);
		*array_push(&k->id) = g->rows.item[i].id;
	}
	for (size_t i = 0; i < g->extra.n; i++)
		*array_push(&k->extra) = g->extra.item[i];
	for (size_t i = 0; i < g->rows.n; i++) {
		bool end = ends < g->ends.n && g->ends.item[ends].pos == g->base + i;

		assert_int_equal(end, g->rows.item[i].parent[0] == POS_NONE);
		check_row(k, g, i, end && g->ends.item[ends].shallow);
		ends += end;
	}
	assert_int_equal(ends, g->ends.n);
}

/* The same, from nothing, with any number of threads: always the same rows. */
static void gathers_alike(struct small *s, const git_oid *tips, size_t n, size_t expected)
{
	struct gathered first, g;
	struct known k;

	start(&k, s);
	gathers(&first, &k, tips, n, 1, expected);
	stop(&k);
	for (unsigned jobs = 2; jobs <= MAX_JOBS; jobs++) {
		start(&k, s);
		gathers(&g, &k, tips, n, jobs, expected);
		for (size_t i = 0; i < g.rows.n; i++)
			assert_true(git_oid_equal(&g.rows.item[i].id, &first.rows.item[i].id));
		assert_int_equal(g.records.n, first.records.n);
		if (g.records.n)
			assert_memory_equal(g.records.item, first.records.item,
					    g.records.n * sizeof(*g.records.item));
		gathered_release(&g);
		stop(&k);
	}
	gathered_release(&first);
}

static void no_tips_and_the_same_tip_twice(void **state)
{
	struct small *s = *state;
	git_oid tips[3] = { small_root(s, "root") };

	tips[1] = tips[2] = small_child(s, "child", tips[0]);
	gathers_alike(s, NULL, 0, 0);
	gathers_alike(s, tips, 1, 1);
	gathers_alike(s, tips, 3, 2);
	gathers_alike(s, tips + 1, 2, 2);
}

/* o-o-o-…-o */
static void a_line(void **state)
{
	struct small *s = *state;
	git_oid at = small_root(s, "root");

	for (int i = 0; i < 150; i++)
		at = small_child(s, "next", at);
	gathers_alike(s, &at, 1, 151);
}

/*
 *   a---c---e
 *  / \ / \ /
 * o   X   X	criss-cross merges
 *  \ / \ / \
 *   b---d---f
 */
static void criss_cross_merges(void **state)
{
	struct small *s = *state;
	git_oid o = small_root(s, "o"), tips[2];
	git_oid a = small_child(s, "a", o), b = small_child(s, "b", o);

	for (int i = 0; i < 6; i++) {
		git_oid c = small_merge(s, "c", a, b), d = small_merge(s, "d", b, a);

		a = c;
		b = d;
	}
	tips[0] = a;
	tips[1] = b;
	gathers_alike(s, tips, 2, 15);
	gathers_alike(s, tips, 1, 14);
}

static void several_roots(void **state)
{
	struct small *s = *state;
	git_oid a = small_root(s, "a"), b = small_root(s, "b"), c = small_root(s, "c");
	git_oid tips[] = { small_merge(s, "ab", a, b), c };

	gathers_alike(s, tips, 2, 4);
}

/* Each octopus has the one before among its parents, at another place. */
static void an_octopus_of_3_to_20_parents(void **state)
{
	struct small *s = *state;
	git_oid parent[20], at = small_root(s, "root");
	size_t commits = 1;

	for (size_t n = 3; n <= 20; n++) {
		for (size_t i = 0; i < n; i++)
			parent[i] = i == n % 3 ? at : small_child(s, "side", at);
		at = small_commit(s, "octopus", n, parent);
		commits += n;
	}
	gathers_alike(s, &at, 1, commits);
}

static void a_parent_that_is_named_twice(void **state)
{
	struct small *s = *state;
	git_oid root = small_root(s, "root"), parent[] = { root, root, root, root };
	git_oid tips[] = { small_commit(s, "two", 2, parent), small_commit(s, "four", 4, parent) };

	gathers_alike(s, tips, 2, 3);
}

static git_oid random_history(struct small *s, uint64_t *seed, git_oid *id, size_t from, size_t n)
{
	for (size_t i = from; i < n; i++) {
		git_oid parent[6];
		size_t most = small_random(seed) % 20 ? 2 : 6, parents = 0;

		for (size_t k = 0; i && k < 1 + small_random(seed) % most; k++)
			parent[parents++] = id[i - 1 - small_random(seed) % (i < 12 ? i : 12)];
		id[i] = small_commit(s, "random", parents, parent);
	}
	return id[n - 1];
}

static void random_histories(void **state)
{
	struct small *s = *state;
	uint64_t seed = 9;
	git_oid id[400];

	random_history(s, &seed, id, 0, 400);
	gathers_alike(s, id, 400, 400);
}

/* The octopus' parents are old ones, new ones, and both. */
static void on_top_of_what_is_known(void **state)
{
	struct small *s = *state;
	git_oid root = small_root(s, "root"), side[3], parent[6], tip, octopus;
	struct gathered g;
	struct known k;

	for (size_t i = 0; i < 3; i++)
		side[i] = small_child(s, "old side", root);
	octopus = small_commit(s, "old octopus", 3, side);
	start(&k, s);
	gathers(&g, &k, &octopus, 1, 1, 5);
	assert_int_equal(k.asked, 5);	/* those of this test: nothing is known before */
	gathered_release(&g);
	tip = small_commit(s, "of old ones", 3, side);
	small_flush(s);
	gathers(&g, &k, &tip, 1, 2, 1);
	assert_int_equal(g.extra.n, 2);
	assert_int_equal(g.extra_base, 2);
	gathered_release(&g);
	for (size_t i = 0; i < 6; i++)
		parent[i] = i % 2 ? small_child(s, "new side", side[i / 2]) : side[i / 2];
	tip = small_commit(s, "of both", 6, parent);
	tip = small_child(s, "top", tip);
	small_flush(s);
	gathers(&g, &k, &tip, 1, 8, 5);
	gathered_release(&g);
	gathers(&g, &k, &tip, 1, 8, 0);
	gathered_release(&g);
	gathers(&g, &k, &root, 1, 1, 0);
	gathered_release(&g);
	stop(&k);
}

static void piece_by_piece(void **state)
{
	struct small *s = *state;
	uint64_t seed = 5;
	git_oid id[200];
	struct gathered g;
	struct known k;

	random_history(s, &seed, id, 0, 200);
	start(&k, s);
	for (size_t n = 10; n <= 200; n += 10) {
		gathers(&g, &k, id, n, 1 + (unsigned)n / 10 % 4, 10);
		gathered_release(&g);
	}
	stop(&k);
}

/* What a shallow clone left out is not looked for: it isn't there. */
static void a_shallow_history_is_cut(void **state)
{
	struct small *s = *state;
	git_oid gone = small_root(s, "gone"), cut = small_child(s, "cut", gone);
	git_oid root = small_root(s, "root"), tip = small_merge(s, "tip", cut, root);
	struct gathered g;
	struct known k;

	small_lose(s, gone);
	start(&k, s);
	fails(try_gather(&g, &k, &tip, 1, 1), "is missing");
	gathered_release(&g);
	stop(&k);
	small_file_of_id(s, "shallow", cut);
	start(&k, s);
	gathers(&g, &k, &tip, 1, 1, 3);
	assert_int_equal(g.ends.n, 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(g.ends.item[i].shallow,
				 git_oid_equal(&g.rows.item[g.ends.item[i].pos].id, &cut));
	gathered_release(&g);
	stop(&k);
}

static void what_is_no_commit_is_an_error(void **state)
{
	struct small *s = *state;
	git_oid blob = small_object(s, GIT_OBJECT_BLOB, "no", 2), none = { { 7 } };
	git_oid broken = small_object(s, GIT_OBJECT_BLOB, "x", 1);
	git_oid tip, ok = small_root(s, "ok");
	struct gathered g;
	struct known k;

	tip = small_merge(s, "tip", ok, broken);
	start(&k, s);
	fails(try_gather(&g, &k, &blob, 1, 4), "is no commit");
	gathered_release(&g);
	fails(try_gather(&g, &k, &tip, 1, 4), "is no commit");
	gathered_release(&g);
	fails(try_gather(&g, &k, &none, 1, 4),
	      "object 0700000000000000000000000000000000000000 is missing");
	gathered_release(&g);
	stop(&k);
}

/* One of many threads meets it; all of them end. */
static void an_error_in_the_middle_of_much(void **state)
{
	struct small *s = *state;
	git_oid lost = small_root(s, "lost"), tips[300];
	struct gathered g;
	struct known k;

	for (size_t i = 0; i < 300; i++)
		tips[i] = small_child(s, "Linux 5.10.1\n\nFixes: 0123456789ab (\"x\")",
				      i == 150 ? lost : small_root(s, "root"));
	small_lose(s, lost);
	start(&k, s);
	for (unsigned jobs = 1; jobs <= MAX_JOBS; jobs++) {
		fails(try_gather(&g, &k, tips, 300, jobs), "is missing");
		gathered_release(&g);
	}
	stop(&k);
}

static bool has_record(const struct gathered *g, uint32_t pos, unsigned kind, const char *digits)
{
	git_oid id;

	git_oid_fromstrp(&id, digits);
	for (size_t i = 0; i < g->records.n; i++) {
		const struct record *r = &g->records.item[i];

		if (r->pos == pos && r->kind == kind && r->nibbles == strlen(digits) &&
		    !memcmp(r->key, id.id, RECORD_KEY))
			return true;
	}
	return false;
}

static bool has_subject_record(const struct gathered *g, uint32_t pos, unsigned kind,
			       const char *subject)
{
	char digits[9];

	snprintf(digits, sizeof(digits), "%08x", subject_hash(subject, strlen(subject)));
	return has_record(g, pos, kind, digits);
}

static void what_is_kept_of_a_commit(void **state)
{
	static const char fix[] = "0123456789abcdef0123456789abcdef01234567";
	static const char *const message[] = {
		"Linux 5.10.3",
		"one: two\n\nFixes: 0123456789ab (\"the bug\")\n",
		"backport\n\ncommit 0123456789abcdef0123456789abcdef01234567 upstream.\n\n"
		"Fixes: ffffffffffff (\"older\")\n",
		"Revert \"the fix\"\n\nIt broke things.\n",
		"Revert \"the fix\"\n\n"
		"This reverts commit 0123456789abcdef0123456789abcdef01234567.\n",
		"Not Linux 5.10",
		"Linux 5.11-rc1\n\nmore\n",
	};
	struct small *s = *state;
	struct person who = { .address = "author@example.org", .address_len = 18,
			      .date = SMALL_START };
	struct gathered g;
	struct known k;
	git_oid at = small_root(s, message[0]);

	for (size_t i = 1; i < sizeof(message) / sizeof(*message); i++)
		at = small_child(s, message[i], at);
	start(&k, s);
	gathers(&g, &k, &at, 1, 2, 7);	/* a line: its positions are its order */
	assert_int_equal(g.rows.item[1].subject, subject_hash("one: two", 8));
	assert_int_equal(g.rows.item[0].authored, authored_hash(&who));
	assert_int_not_equal(g.rows.item[1].authored, authored_hash(&who));
	assert_int_equal(g.titles.n, 2);
	assert_int_equal(g.titles.item[0].pos, 0);
	assert_string_equal(g.titles.item[0].version, "v5.10.3");
	assert_int_equal(g.titles.item[1].pos, 6);
	assert_string_equal(g.titles.item[1].version, "v5.11-rc1");
	assert_int_equal(g.ends.n, 1);
	assert_false(g.ends.item[0].shallow);
	assert_true(has_record(&g, 1, CLAIM_FIXES, "0123456789ab"));
	assert_true(has_subject_record(&g, 1, RECORD_FIXES_SUBJECT, "the bug"));
	assert_true(has_record(&g, 2, CLAIM_BACKPORT, fix));
	assert_false(has_record(&g, 2, CLAIM_FIXES, "ffffffffffff"));
	assert_true(has_subject_record(&g, 3, RECORD_REVERT_SUBJECT, "the fix"));
	assert_true(has_record(&g, 4, CLAIM_REVERT, fix));
	assert_true(has_subject_record(&g, 4, RECORD_REVERT_SUBJECT, "the fix"));
	assert_int_equal(g.records.n, 6);
	gathered_release(&g);
	stop(&k);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_tips_and_the_same_tip_twice),
		TEST(a_line),
		TEST(criss_cross_merges),
		TEST(several_roots),
		TEST(an_octopus_of_3_to_20_parents),
		TEST(a_parent_that_is_named_twice),
		TEST(random_histories),
		TEST(on_top_of_what_is_known),
		TEST(piece_by_piece),
		TEST(a_shallow_history_is_cut),
		TEST(what_is_no_commit_is_an_error),
		TEST(an_error_in_the_middle_of_much),
		TEST(what_is_kept_of_a_commit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
