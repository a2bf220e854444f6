// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "audit/timeline.h"
#include "history/history.h"
#include "small_repository.h"

#define BACKPORT "the fix\n\ncommit %s upstream.\n"
#define PICK "the fix\n\n(cherry picked from commit %s)\n"
#define REVERT "Revert \"the fix\"\n\nThis reverts commit %s.\n"
#define REVERT_OF "Revert \"Revert \"the fix\"\"\n\nThis reverts commit %s.\n"

/*
 *	v5.9 --- v5.10 --- fix --- takeback		master
 *	    \	      \
 *	     other     the script's commits		linux-5.9.y, linux-5.10.y
 *
 * 'other' is a backport of the fix, 'takeback' a revert of it.
 */
struct kernel {
	struct small s;
	git_oid base, fix, takeback, other;
	char *index;
};

static int setup(void **state)
{
	struct kernel *k = mem_alloc(sizeof(*k));
	git_oid v59;

	small_start(&k->s);
	v59 = small_root(&k->s, "v5.9");
	k->base = small_child(&k->s, "v5.10", v59);
	k->fix = small_child(&k->s, "the fix", k->base);
	k->takeback = small_naming(&k->s, k->fix, REVERT, k->fix);
	k->other = small_naming(&k->s, v59, BACKPORT, k->fix);
	small_ref(&k->s, "refs/tags/v5.9", v59);
	small_ref(&k->s, "refs/tags/v5.10", k->base);
	small_ref(&k->s, "refs/heads/linux-5.9.y", k->other);
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

static void opens(struct history *h, struct kernel *k)
{
	struct history_options o = { .path = k->s.dir, .index = k->index, .jobs = 1,
				     .quiet = true };

	small_flush(&k->s);
	succeeds(history_open(h, &o));
}

static const struct branch *branch_named(const struct history *h, const char *name)
{
	for (size_t i = 0; i < h->branches.all.n; i++)
		if (!strcmp(h->branches.all.item[i].name, name))
			return &h->branches.all.item[i];
	fail_msg("no branch %s", name);
	return NULL;
}

static const char *name_of(const struct branch *b, size_t release)
{
	return release < b->releases.n ? strrchr(b->releases.item[release]->name, '.') + 1 : "?";
}

/*
 * The spans as "1-3 5-", by the last number of the release, "?" being none yet;
 * then a letter for each event: c a copy, u an undo, U one that changed nothing.
 */
static char *text_of(const struct timeline *t, const struct branch *b)
{
	struct str s = STR_INIT;

	for (size_t i = 0; i < t->spans.n; i++) {
		bool open = t->carried && i == t->spans.n - 1;

		str_addf(&s, "%s-%s ", name_of(b, t->spans.item[i].from),
			 open ? "" : name_of(b, t->spans.item[i].until));
	}
	for (size_t i = 0; i < t->events.n; i++)
		str_addc(&s, t->events.item[i].copy ? 'c' : t->events.item[i].changed ? 'u' : 'U');
	return str_detach(&s);
}

/* Spans and events agree with each other and with the index. */
static void check(const struct timeline *t, const struct branch *b, struct history *h)
{
	for (size_t i = 0; i < t->events.n; i++) {
		const struct event *e = &t->events.item[i];

		assert_true(!e->copy != !e->undo);
		assert_true(branch_holds(b, h->ix, e->pos));
		assert_int_equal(e->release, branch_first_with(b, h->ix, e->pos));
	}
	for (size_t i = 0; i < t->spans.n; i++) {
		assert_true(t->spans.item[i].from < t->spans.item[i].until ||
			    t->spans.item[i].from == b->releases.n);
		if (i)
			assert_true(t->spans.item[i - 1].until < t->spans.item[i].from);
		if (t->spans.item[i].from < b->releases.n)
			assert_true(timeline_carried_in(t, t->spans.item[i].from));
		assert_false(i + 1 < t->spans.n && timeline_carried_in(t, t->spans.item[i].until));
	}
	assert_int_equal(!t->brought, !t->ever);
	assert_true(t->ever || !t->carried);
	assert_true(t->carried || !t->ever || t->undone);
	for (size_t r = 0; !t->ever && r < b->releases.n; r++)
		assert_false(timeline_carried_in(t, r));
}

static char *told_of(struct kernel *k, const char *branch, git_oid fix, bool *carried)
{
	struct history h;
	struct trees trees = { &h, NULL };
	struct copies copies = { 0 };
	const struct branch *b;
	struct timeline t;
	struct origin o;
	char *text;

	opens(&h, k);
	succeeds(origin_of_id(&o, &trees, &fix));
	succeeds(copies_find(&copies, &trees, &o));
	b = branch_named(&h, branch);
	timeline_of(&t, &h, b, &copies);
	check(&t, b, &h);
	*carried = t.carried;
	text = text_of(&t, b);
	timeline_release(&t);
	copies_release(&copies);
	origin_release(&o);
	history_close(&h);
	return text;
}

static void tells(struct kernel *k, const char *branch, git_oid fix, bool carried,
		  const char *expected)
{
	bool is;
	char *text = told_of(k, branch, fix, &is);

	if (strcmp(text, expected) || is != carried)
		fail_msg("%s: '%s'%s, not '%s'", branch, text, is ? ", carried" : "", expected);
	mem_free(text);
}

struct branching {
	git_oid tip, first, copy, undo;	/* of the branch; the copies and the undo so far */
	bool has;
};

static git_oid step(struct kernel *k, struct branching *b, char what)
{
	struct small *s = &k->s;
	git_oid at = b->tip;

	switch (what) {
	case 'c':			/* brings the fix */
		return small_naming(s, at, BACKPORT, k->fix);
	case 'p':			/* picks the copy, here or elsewhere */
		return small_naming(s, at, PICK, b->has ? b->copy : k->other);
	case 'u':			/* takes back the last copy */
		return small_naming(s, at, REVERT, b->copy);
	case 'f':			/* takes back the first copy */
		return small_naming(s, at, REVERT, b->first);
	case 'm':			/* names mainline's commit */
		return small_naming(s, at, REVERT, k->fix);
	case 'o':			/* names the other branch's copy */
		return small_naming(s, at, REVERT, k->other);
	case 'b':			/* a backport of mainline's revert */
		return small_naming(s, at, "Revert \"the fix\"\n\ncommit %s upstream.\n",
				    k->takeback);
	case 't':			/* names nothing but the title */
		return small_child(s, "Revert \"the fix\"\n\nIt broke.\n", at);
	case 'r':			/* takes back the last undo */
		return small_naming(s, at, REVERT_OF, b->undo);
	default:
		return small_child(s, "something else", at);
	}
}

/* Letters are commits, see step(); a digit makes the tip release v5.10.N. */
static git_oid run_script(struct kernel *k, const char *script)
{
	struct branching b = { .tip = k->base };

	for (; *script; script++) {
		if (*script >= '1' && *script <= '9') {
			char tag[] = "refs/tags/v5.10.N";

			tag[sizeof(tag) - 2] = *script;
			small_ref(&k->s, tag, b.tip);
			continue;
		}
		b.tip = step(k, &b, *script);
		if (strchr("cp", *script)) {
			b.copy = b.tip;
			b.first = b.has ? b.first : b.tip;
			b.has = true;
		} else if (strchr("ufmobtr", *script)) {
			b.undo = b.tip;
		}
	}
	return b.tip;
}

static void scripts(void **state)
{
	static const struct {
		const char *script;
		bool carried;
		const char *expected;
	} cases[] = {
		{ ".1.2", false, "" },
		{ ".1c2.3", true, "2- c" },
		{ ".1c", true, "?- c" },			/* in no release yet */
		{ "p1", true, "1- c" },
		{ "c1p2", true, "1- cc" },
		/* taken back, by each way to say so */
		{ "c1u2", false, "1-2 cu" }, { "c1m2", false, "1-2 cu" },
		{ "c1o2", false, "1-2 cu" }, { "c1b2", false, "1-2 cu" },
		{ "c1t2", false, "1-2 cu" }, { "c1u", false, "1-? cu" },
		/* brought back by a revert of the revert, or by another copy */
		{ "c1u2r3", true, "1-2 3- cuu" }, { "c1t2r3", true, "1-2 3- cuu" },
		{ "c1b2r3", true, "1-2 3- cuu" }, { "c1u2c3", true, "1-2 3- cuc" },
		{ "c1u2c3u4", false, "1-2 3-4 cucu" },
		{ "c1u2r3u4", false, "1-2 3-4 cuuu" },
		{ "c1u2r3r4", false, "1-2 3-4 cuuu" },		/* of the revert of the revert */
		{ "c1u2r3r4r5", true, "1-2 3-4 5- cuuuu" },
		{ "c1u2c3u4c5", true, "1-2 3-4 5- cucuc" },
		/* what happens in one release is told by its end */
		{ ".1cu2", false, "cu" }, { ".1cur2", true, "2- cuu" }, { "c1uc2", true, "1- cuc" },
		{ "c1uru2", false, "1-2 cuuu" },
		/* what is not there can't be taken back */
		{ "m1c2", true, "2- Uc" }, { "t1c2", true, "2- Uc" }, { "o1", false, "U" },
		{ "m1r2", false, "UU" }, { "c1u2u3", false, "1-2 cuU" },
		{ "c1u2t3c4", true, "1-2 4- cuUc" }, { "m1c2r3", true, "2- UcU" },
		/* there twice: a revert that names one leaves the other */
		{ "c1c2u3", true, "1- ccu" }, { "c1c2f3", true, "1- ccu" },
		{ "c1c2f3u4", false, "1-4 ccuu" }, { "c1c2m3", false, "1-3 ccu" },
		{ "c1c2t3", false, "1-3 ccu" },
	};
	struct kernel *k = *state;

	small_ref(&k->s, "refs/heads/master", k->takeback);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text;
		bool carried;

		for (char n = '1'; n <= '9'; n++) {
			char *tag = mem_printf("refs/tags/v5.10.%c", n);

			git_reference_remove(k->s.git, tag);
			mem_free(tag);
		}
		small_ref(&k->s, "refs/heads/linux-5.10.y", run_script(k, cases[i].script));
		text = told_of(k, "5.10.y", k->fix, &carried);
		if (strcmp(text, cases[i].expected) && (*cases[i].expected || *text))
			fail_msg("%s: '%s', not '%s'", cases[i].script, text, cases[i].expected);
		if (carried != cases[i].carried)
			fail_msg("%s: carried: %d", cases[i].script, carried);
		mem_free(text);
	}
	tells(k, "5.9.y", k->fix, true, "?- c");
}

static void the_fix_itself(void **state)
{
	struct kernel *k = *state;
	git_oid again;

	small_ref(&k->s, "refs/heads/master", k->fix);
	tells(k, "mainline", k->fix, true, "?- c");
	small_ref(&k->s, "refs/tags/v5.11", k->fix);
	tells(k, "mainline", k->fix, true, "11- c");
	small_ref(&k->s, "refs/heads/master", k->takeback);
	small_ref(&k->s, "refs/tags/v5.12", k->takeback);
	tells(k, "mainline", k->fix, false, "11-12 cu");
	again = small_naming(&k->s, k->takeback, REVERT_OF, k->takeback);
	small_ref(&k->s, "refs/heads/master", again);
	tells(k, "mainline", k->fix, true, "11-12 ?- cuu");
}

/*
 *	v5.10 --- fix --------- m --- revert		master
 *	     \		       /
 *	      twin -----------
 *
 * The same fix in two subsystem trees: one change, and one revert takes both.
 */
static void twins_on_two_sides_of_a_merge(void **state)
{
	struct kernel *k = *state;
	git_oid twin = small_naming(&k->s, k->base, PICK, k->fix);
	git_oid m = small_merge(&k->s, "m", k->fix, twin);
	git_oid tip = small_naming(&k->s, m, REVERT, k->fix);

	small_ref(&k->s, "refs/tags/v5.11", m);
	small_ref(&k->s, "refs/heads/master", m);
	tells(k, "mainline", k->fix, true, "11- cc");
	small_ref(&k->s, "refs/heads/master", tip);
	tells(k, "mainline", k->fix, false, "11-? ccu");
	tip = small_naming(&k->s, m, REVERT, twin);
	small_ref(&k->s, "refs/heads/master", tip);
	tells(k, "mainline", k->fix, false, "11-? ccu");
}

/* On top of each other they are two: one revert leaves one. */
static void the_same_change_twice_in_a_row(void **state)
{
	struct kernel *k = *state;
	git_oid twice = small_naming(&k->s, k->fix, PICK, k->fix);

	small_ref(&k->s, "refs/heads/master", small_naming(&k->s, twice, REVERT, twice));
	tells(k, "mainline", k->fix, true, "?- ccu");
}

/*
 *	base --- revert --- m		a revert on one side of a merge
 *	    \		   /		can't have taken what is on the other
 *	     copy --------
 */
static void a_revert_beside_the_copy(void **state)
{
	struct kernel *k = *state;
	git_oid copy = small_naming(&k->s, k->base, BACKPORT, k->fix);
	git_oid revert = small_naming(&k->s, k->base, REVERT, k->fix);

	small_ref(&k->s, "refs/heads/master", k->fix);
	small_ref(&k->s, "refs/heads/linux-5.10.y", small_merge(&k->s, "m", revert, copy));
	tells(k, "5.10.y", k->fix, true, "?- Uc");
	small_ref(&k->s, "refs/heads/linux-5.10.y", small_merge(&k->s, "m", copy, revert));
	tells(k, "5.10.y", k->fix, true, "?- Uc");	/* the older merge's order stays */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(scripts),
		TEST(the_fix_itself),
		TEST(twins_on_two_sides_of_a_merge),
		TEST(the_same_change_twice_in_a_row),
		TEST(a_revert_beside_the_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
