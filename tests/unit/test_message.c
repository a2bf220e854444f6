// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "history/repository.h"
#include "lint/message.h"

#include "small_repository.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define NONE "1234567890abcdef1234567890abcdef12345678"
#define NO_ID "no id of a commit stands here; 12 digits are asked for"
#define CORE "driver core: Postpone DMA tear-down until after devres release"
#define BY "\n\nSigned-off-by: A U Thor <author@example.org>\n"

/* What the tests' messages name. */
enum {
	OLD,		/* a root */
	FIX,		/* upstream: changes dma.c and dd.c */
	PICK,		/* the same for a branch: 'commit FIX upstream.' */
	PARAGRAPH,	/* its subject runs over lines */
	DRM,		/* '(cherry picked from commit FIX)', of mainline itself */
	MERGE,
	BLOB,
	QUOTING,	/* its subject quotes something */
	NOTED,		/* upstream, with a '[ x: …' and a bad Fixes: of its own */
	N_IDS,
};

struct fixture {
	struct small s;
	struct repository r;
	git_oid ids[N_IDS];
	git_oid twins[2];	/* commits that begin with the same 7 digits */
	git_oid mixed;		/* a commit that begins as a blob does */
};

/* ---- the repository ---- */

static git_oid make_tree(struct small *s, const char *name, git_oid id, unsigned mode)
{
	struct str t = STR_INIT;
	git_oid tree;

	str_addf(&t, "%o %s", mode, name);
	str_addc(&t, '\0');
	str_addn(&t, id.id, sizeof(id.id));
	tree = small_object(s, GIT_OBJECT_TREE, t.buf, t.len);
	str_release(&t);
	return tree;
}

/* A tree of drivers/base/<name>. */
static git_oid make_file(struct small *s, const char *name, const char *text)
{
	git_oid id = small_object(s, GIT_OBJECT_BLOB, text, strlen(text));

	id = make_tree(s, name, id, 0100644);
	id = make_tree(s, "base", id, 040000);
	return make_tree(s, "drivers", id, 040000);
}

#define BEFORE "a\nb\nc\nd\ne\n"
#define AFTER "a\nb\n\treset(dev);\nc\ne\n"

struct hashed {
	git_oid id;
	git_object_t type;
	unsigned number;
};

static int compare_hashed(const void *one, const void *two)
{
	return git_oid_cmp(&((const struct hashed *)one)->id, &((const struct hashed *)two)->id);
}

static char *numbered(struct small *s, git_object_t type, unsigned i)
{
	return type == GIT_OBJECT_BLOB ? mem_printf("%u", i) :
	       mem_printf("tree %s\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n"
			  "twin %u\n", git_oid_tostr_s(&s->tree), i);
}

static void keep(struct small *s, const struct hashed *h, git_oid *to)
{
	char *text = numbered(s, h->type, h->number);

	*to = small_object(s, h->type, text, strlen(text));
	mem_free(text);
}

/* Of so many texts some have ids that begin alike: two commits, a commit and a blob. */
static void make_twins(struct fixture *f)
{
	enum { N = 60000 };
	struct hashed *h = mem_alloc(2 * N * sizeof(*h));
	bool twins = false, mixed = false;
	git_oid blob;

	for (unsigned i = 0; i < 2 * N; i++) {
		char *text;

		h[i].number = i;
		h[i].type = i < N ? GIT_OBJECT_COMMIT : GIT_OBJECT_BLOB;
		text = numbered(&f->s, h[i].type, i);
		small_need(!git_odb_hash(&h[i].id, text, strlen(text), h[i].type), "hash");
		mem_free(text);
	}
	qsort(h, 2 * N, sizeof(*h), compare_hashed);
	for (unsigned i = 1; i < 2 * N; i++) {
		struct hashed *a = &h[i - 1], *b = &h[i];

		if (git_oid_ncmp(&a->id, &b->id, 7))
			continue;
		if (a->type != b->type && !mixed) {
			keep(&f->s, a->type == GIT_OBJECT_COMMIT ? a : b, &f->mixed);
			keep(&f->s, a->type == GIT_OBJECT_COMMIT ? b : a, &blob);
			mixed = true;
		} else if (a->type == GIT_OBJECT_COMMIT && b->type == a->type && !twins) {
			keep(&f->s, a, &f->twins[0]);
			keep(&f->s, b, &f->twins[1]);
			twins = true;
		}
	}
	small_need(twins && mixed, "ids that begin alike");
	mem_free(h);
}

static void make_commits(struct fixture *f)
{
	struct small *s = &f->s;
	git_oid *id = f->ids, after;

	s->tree = make_file(s, "dd.c", BEFORE);
	id[OLD] = small_root(s, "of/acpi: Configure dma operations at probe time" BY);
	after = s->tree = make_file(s, "dd.c", AFTER);
	id[FIX] = small_child(s, CORE BY, id[OLD]);
	id[PICK] = small_naming(s, id[OLD], CORE "\n\ncommit %s upstream." BY, id[FIX]);
	id[PARAGRAPH] = small_root(s, "foo: bar.\nSigned-off-by: A\n");
	id[DRM] = small_naming(s, id[OLD], CORE BY "(cherry picked from commit %s)\n", id[FIX]);
	id[QUOTING] = small_root(s, "foo: print (\"a\") too");
	id[MERGE] = small_merge(s, "Merge it", id[OLD], id[FIX]);
	id[NOTED] = small_child(s, CORE "\n\n[ x: massaged ]\n[    1.5] oops\nFixes: "
				"1234567 (dd.c)\nFixes: dd.c\n", id[OLD]);
	id[BLOB] = small_object(s, GIT_OBJECT_BLOB, AFTER, strlen(AFTER));
	s->tree = after;
}

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	small_start(&f->s);
	make_commits(f);
	make_twins(f);
	small_flush(&f->s);
	succeeds(repository_open(&f->r, f->s.dir));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	repository_close(&f->r);
	small_stop(&f->s);
	mem_free(f);
	return 0;
}

/* ---- asking ---- */

/* '%N' and '%sN' stand for the id N of the fixture, in full and its first 12 digits. */
static char *fill_in(const struct fixture *f, const char *text)
{
	struct str s = STR_INIT;

	for (; *text; text++) {
		bool brief = *text == '%' && text[1] == 's';

		if (*text != '%') {
			str_addc(&s, *text);
			continue;
		}
		text += brief + 1;
		str_addf(&s, "%.*s", brief ? 12 : 40, git_oid_tostr_s(&f->ids[*text - '0']));
	}
	return str_detach(&s);
}

/* The remarks as lines: "check! [line] text"; the '!' for one that fails. */
static char *describe(const struct report *to)
{
	struct str s = STR_INIT;

	for (size_t i = 0; i < to->remarks.n; i++) {
		const struct remark *r = &to->remarks.item[i];

		str_addf(&s, "%s%s%s [%s] %s", i ? "\n" : "", r->check, r->fails ? "!" : "",
			 r->line ? r->line : "", r->text);
		assert_string_equal(r->of, "patch 1");
		assert_null(strpbrk(r->text, "\n"));
	}
	return str_detach(&s);
}

/* Of just those bytes, so that a sanitizer sees a read beyond them. */
static char *remarks_of(struct message_checks *c, const char *message, size_t len,
			const struct rule *mends, const char *diff)
{
	char *copy = malloc(len ? len : 1), *told;
	struct report to = { 0 };

	memcpy(copy, message, len);
	succeeds(message_check(c, copy, len, "patch 1", "x.patch", mends, diff, strlen(diff),
			       &to));
	free(copy);
	for (size_t i = 0; i < to.remarks.n; i++)
		assert_string_equal(to.remarks.item[i].path, "x.patch");
	told = describe(&to);
	report_release(&to);
	return told;
}

static void expect(struct fixture *f, struct message_checks *c, const char *message,
		   const char *diff, const char *expected)
{
	char *text = fill_in(f, message), *wanted = fill_in(f, expected);
	char *told = remarks_of(c, text, strlen(text), NULL, diff);

	if (strcmp(told, wanted))
		fail_msg("of\n%s\nit tells\n%s\nnot\n%s", text, told, wanted);
	mem_free(text);
	mem_free(wanted);
	mem_free(told);
}

struct row {
	const char *body, *remarks;
};

static void expect_rows(struct fixture *f, bool stable, const struct row *rows, size_t n)
{
	struct message_checks c;

	message_checks_start(&c, &f->r, stable);
	for (size_t i = 0; i < n; i++) {
		char *message = mem_printf("foo: mend bar\n\n%s" BY, rows[i].body);

		expect(f, &c, message, "", rows[i].remarks);
		mem_free(message);
	}
	message_checks_release(&c);
}

/* ---- Fixes: ---- */

static void the_fixes(void **state)
{
	static const struct row rows[] = {
		{ "Fixes: %s1 (\"" CORE "\")", "" },
		{ "Fixes: %1 (\"" CORE "\")\nFixes: %1 (\"" CORE "\")", "" },
		{ "It breaks.", "" },
		{ "Fixes: 1234567890ab (\"a\")", "fixes-unknown! [Fixes: 1234567890ab (\"a\")] "
		  "1234567890ab names no object of this repository" },
		{ "Fixes: %s6 (\"a\")",
		  "fixes-unknown! [Fixes: %s6 (\"a\")] %s6 is a blob, no commit" },
		/* blanks and case */
		{ "Fixes: %s1 (\"Driver core:  postpone DMA tear-down until after devres "
		  "release\")", "" },
		{ "Fixes: %s1 (\"driver core: Postpone DMA...\")", "" },
		{ "Fixes: %s1 (\"driver core: Postpone DMA \xe2\x80\xa6\")", "" },
		{ "Fixes: %s1 (\"driver core: Postpone DMA\")",
		  "fixes-subject [Fixes: %s1 (\"driver core: Postpone DMA\")] the subject of %s1 "
		  "is \"" CORE "\"" },
		{ "Fixes: %s1 (\"driver core: Advance...\")",
		  "fixes-subject [Fixes: %s1 (\"driver core: Advance...\")] the subject of %s1 "
		  "is \"" CORE "\"" },
		{ "Fixes: %s7 (\"foo: print (\"a\") too\")", "" },
		{ "Fixes: %s7 (\"foo: print (\"b\") too\")",
		  "fixes-subject [Fixes: %s7 (\"foo: print (\"b\") too\")] the subject of %s7 is "
		  "\"foo: print (\"a\") too\"" },
		/* the first line of a paragraph, or all of it */
		{ "Fixes: %s3 (\"foo: bar.\")\nFixes: %3 (\"foo: bar. Signed-off-by: A\")", "" },
	};

	expect_rows(*state, false, rows, COUNT(rows));
}

#define FORM "no (\"subject\") follows the id on its line: Fixes: %s1 (\"" CORE "\")"

static void the_form(void **state)
{
	static const struct row rows[] = {
		{ "Fixes: %s1 ('" CORE "')", "fixes-form [Fixes: %s1 ('" CORE "')] " FORM },
		{ "Fixes: %1", "fixes-form [Fixes: %1] " FORM },
		{ "Fixes: %s1 (" CORE ")", "fixes-form [Fixes: %s1 (" CORE ")] " FORM },
		{ "Fixes: %s1 (\"driver core: Post", "fixes-form [Fixes: %s1 (\"driver core: Post] "
		  FORM },
		{ "Fixes: %s1 (\"driver core: Postpone DMA\n tear-down until after devres release"
		  "\")", "fixes-form [Fixes: %s1 (\"driver core: Postpone DMA] " FORM },
		{ "Fixes: %s1\n(\"" CORE "\")", "fixes-form [Fixes: %s1] " FORM },
		{ "Fixes: the bug in dd.c",
		  "fixes-form [Fixes: the bug in dd.c] " NO_ID },
		{ "Fixes: #12\nFixes: https://b.example/1\nFixes: owner/name#3\nFixes:\n - it",
		  "" },
		/* words of a sentence */
		{ "It is bad. This fixes the bug in dd.c.", "" },
	};

	expect_rows(*state, false, rows, COUNT(rows));
}

/* A message with the first @n digits of @id in it, for %.*s. */
static void expect_digits(struct fixture *f, const char *fmt, int n, const git_oid *id,
			  const char *expected)
{
	char *text = mem_printf(fmt, n, git_oid_tostr_s(id)), *told;
	struct message_checks c;

	message_checks_start(&c, &f->r, false);
	told = remarks_of(&c, text, strlen(text), NULL, "");
	if (*expected ? !strstr(told, expected) : *told)
		fail_msg("of\n%s\nit tells\n%s", text, told);
	mem_free(told);
	mem_free(text);
	message_checks_release(&c);
}

static void the_digits(void **state)
{
	static const char fixes[] = "a\n\nFixes: %.*s (\"" CORE "\")\n";
	struct fixture *f = *state;

	expect_digits(f, fixes, 12, &f->ids[FIX], "");
	expect_digits(f, fixes, 40, &f->ids[FIX], "");
	expect_digits(f, fixes, 11, &f->ids[FIX],
		      "the id has 11 digits, 12 are asked for: Fixes: ");
	expect_digits(f, fixes, 7, &f->ids[FIX], "fixes-short [");
	/* the subject tells that it is another one: then the digits are no matter */
	expect_digits(f, "a\n\nFixes: %.*s (\"b\")\n", 7, &f->ids[FIX], "fixes-subject [");
}

static void the_ambiguous(void **state)
{
	static const char fixes[] = "a\n\nFixes: %.*s (\"b\")\n";
	static const char upstream[] = "a\n\ncommit %.*s upstream.\n";
	struct fixture *f = *state;
	struct repository *r = &f->r;
	struct object o;
	char *line, *all;

	expect_digits(f, fixes, 7, &f->twins[0], "fixes-ambiguous! [");
	expect_digits(f, fixes, 7, &f->twins[1], "the ids of 2 commits begin with ");
	expect_digits(f, upstream, 7, &f->twins[1], "upstream-unknown [");
	expect_digits(f, fixes, 12, &f->twins[0], "fixes-subject [");
	/* the subject tells which it is */
	succeeds(objects_read(r->reader, &f->twins[1], &o));
	line = mem_printf("a\n\nFixes: %%.*s (\"%.*s\")\n",
			  (int)strcspn(strstr(o.data, "twin"), "\n"), strstr(o.data, "twin"));
	all = mem_printf("; the one with this subject: Fixes: %.12s (\"twin",
			 git_oid_tostr_s(&f->twins[1]));
	expect_digits(f, line, 7, &f->twins[0], all);
	mem_free(line);
	mem_free(all);
	/* a blob's id begins so too */
	expect_digits(f, fixes, 7, &f->mixed, "fixes-subject [");
	expect_digits(f, upstream, 7, &f->mixed, "");
}

static void the_series(void **state)
{
	static const char first[] = "foo: add bar\n\nIt is good.\n";
	struct fixture *f = *state;
	struct message_checks c;

	message_checks_start(&c, &f->r, false);
	expect(f, &c, "a\n\nFixes: 1234567890ab (\"foo: add bar\")\n", "",
	       "fixes-unknown! [Fixes: 1234567890ab (\"foo: add bar\")] 1234567890ab names no "
	       "object of this repository");
	message_checks_add(&c, NULL, "other", 5);
	message_checks_add(&c, NONE, first, strlen(first));
	expect(f, &c, "a\n\nFixes: 1234567890ab (\"foo: add bar\")\n", "", "");
	expect(f, &c, "a\n\nFixes: 1234567 (\"foo: add bar\")\n", "",
	       "fixes-short [Fixes: 1234567 (\"foo: add bar\")] the id has 7 digits, 12 are asked "
	       "for: Fixes: 1234567890ab (\"foo: add bar\")");
	expect(f, &c, "a\n\nFixes: 1234567890ab (\"foo: add\")\n", "",
	       "fixes-subject [Fixes: 1234567890ab (\"foo: add\")] the subject of 1234567890ab is "
	       "\"foo: add bar\"");
	/* as it had another id when this was written */
	expect(f, &c, "a\n\nFixes: ffffffffffff (\"foo: add bar\")\n", "", "");
	expect(f, &c, "a\n\nFixes: ffffffffffff (\"foo: add\")\n", "",
	       "fixes-unknown! [Fixes: ffffffffffff (\"foo: add\")] ffffffffffff names no object "
	       "of this repository");
	message_checks_release(&c);
}

/* ---- the stable trees ---- */

static void expect_mending(struct fixture *f, bool stable, const struct rule *mends,
			   const char *body, const char *expected)
{
	char *message = mem_printf("foo: mend bar\n\n%s\n", body), *told;
	struct message_checks c;

	message_checks_start(&c, &f->r, stable);
	told = remarks_of(&c, message, strlen(message), mends, "");
	if (strcmp(told, expected))
		fail_msg("of\n%s\nit tells\n%s\nnot\n%s", message, told, expected);
	mem_free(told);
	mem_free(message);
	message_checks_release(&c);
}

#define ASKS "stable-missing [] mends a bug that RULE finds and stable trees may have: add " \
	"'Cc: stable@vger.kernel.org'"

static void the_stable_tag(void **state)
{
	static const char *const tags[] = {
		"Cc: stable@vger.kernel.org", "Cc: <stable@vger.kernel.org>",
		"CC: stable@vger.kernel.org # 4.14+", "cc: a@b.c, Stable <stable@vger.kernel.org>",
		"Cc: stable@kernel.org", "Cc: <stable+noautosel@kernel.org> # needs more",
	};
	static const char *const others[] = {
		"", "Cc: a@b.c", "Cc: unstable@kernel.org", "Cc: stable@vger.kernel.organ",
		"Cc stable@vger.kernel.org", "To: stable@vger.kernel.org", "Cc:",
	};
	struct rule rule = { .name = (char *)"RULE" };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(tags); i++)
		expect_mending(f, false, &rule, tags[i], "");
	for (size_t i = 0; i < COUNT(others); i++) {
		expect_mending(f, false, &rule, others[i], ASKS);
		expect_mending(f, false, NULL, others[i], "");
	}
	/* it goes there anyway */
	expect_mending(f, true, &rule, "Not upstream.", "");
}

static void the_introducer(void **state)
{
	struct fix fix = { .id = (char *)"09515ef5ddad71c7820e5e428da418b709feeb26",
			   .subject = (char *)"of/acpi: Configure" };
	struct rule rule = { .name = (char *)"RULE", .introduced_by = { &fix, 1, 1 } };
	struct fixture *f = *state;
	char *fixes = fill_in(f, "Fixes: %s1 (\"" CORE "\")");

	expect_mending(f, false, &rule, "", ASKS);
	expect_mending(f, false, &rule, fixes, ASKS);
	fix.subject = (char *)"";
	expect_mending(f, false, &rule, "", ASKS);
	mem_free(fixes);
}

/* ---- upstream ---- */

static void the_upstream(void **state)
{
	static const struct row rows[] = {
		{ "commit %1 upstream.", "" },
		{ "[ Upstream commit %1 ]", "" },
		{ "(cherry picked from commit %1)", "" },
		{ "commit " NONE " upstream.", "upstream-unknown! [commit " NONE " upstream.] " NONE
		  " names no object of this repository" },
		{ "[ Upstream commit %6 ]",
		  "upstream-unknown! [[ Upstream commit %6 ]] %6 is a blob, no commit" },
		{ "commit %2 upstream.", "upstream-backport [commit %2 upstream.] %s2 is itself a "
		  "backport, of %s1" },
		/* both are named */
		{ "commit %1 upstream.\n\n(cherry picked from commit %2)", "" },
		/* a commit that mainline has twice */
		{ "commit %4 upstream.", "" },
		{ "It breaks.", "upstream-missing [] no upstream commit is named: 'commit <id> "
		  "upstream.' or '[ Upstream commit <id> ]'" },
		{ "Not upstream: the driver is gone there.", "" },
		{ "Upstream: no, only here.", "" },
		{ "This is not applicable upstream.", "" },
		{ "This reverts commit %1.", "" },
		{ "This reverts commit " NONE ".", "" },
	};
	struct fixture *f = *state;
	struct message_checks c;

	expect_rows(f, true, rows, COUNT(rows));
	message_checks_start(&c, &f->r, true);
	expect(f, &c, "Linux 4.19.5" BY, "", "");
	expect(f, &c, "Revert \"foo: bar\"\n\nIt breaks.\n", "", "");
	message_checks_release(&c);
}

static void for_mainline(void **state)
{
	static const struct row rows[] = {
		{ "It breaks.", "" },
		{ "commit " NONE " upstream.", "upstream-unknown [commit " NONE " upstream.] " NONE
		  " names no object of this repository" },
		{ "(cherry picked from commit %2)", "upstream-backport [(cherry picked from commit "
		  "%2)] %s2 is itself a backport, of %s1" },
	};

	expect_rows(*state, false, rows, COUNT(rows));
}

#define HEAD(path) "diff --git a/" path " b/" path "\n--- a/" path "\n+++ b/" path "\n"
#define SAME "@@ -1,5 +1,5 @@\n a\n b\n+\treset(dev);\n c\n-d\n e\n"
#define MOVED "@@ -11,3 +11,5 @@ f\n x\n-d\n+  reset( dev );\n+\n+y\n z\n@@ -40,2 +42 @@\n-y\n w\n"
#define UP "a\n\ncommit %1 upstream.\n"
#define AB "@@ -1 +1 @@\n-a\n+b\n"
#define OTHER "changes foo.c, which it does not; does not change drivers/base/dd.c"
#define DIFFERS "upstream-differs [commit %1 upstream.] differs from %s1: "

static void the_difference(void **state)
{
	static const struct {
		const char *message, *diff, *remarks;
	} rows[] = {
		{ UP, HEAD("drivers/base/dd.c") SAME, "" },
		{ UP, "", "" },
		{ UP, "no diff", "" },
		/* blanks, another place, lines that only moved */
		{ UP, HEAD("drivers/base/dd.c") MOVED, "" },
		{ UP, HEAD("drivers/base/dd.c") MOVED "@@ -50 +51,2 @@\n w\n+v\n",
		  DIFFERS "drivers/base/dd.c has 1 line that it has not" },
		{ UP, HEAD("drivers/base/sub/dd.c") SAME, "" },
		{ UP, HEAD("drivers/base/dd.c") SAME HEAD("foo.c") "@@ -1,2 +1,2 @@\n-a\n b\n+a\n",
		  DIFFERS "changes foo.c, which it does not" },
		{ UP, HEAD("drivers/base/dd.c") "@@ -1,5 +1,8 @@\n a\n b\n+\treset(dev);\n+\tx;\n"
		  "+\tx;\n c\n d\n e\n",
		  DIFFERS "drivers/base/dd.c has 2 lines that it has not, and lacks 1" },
		{ UP, HEAD("drivers/base/dd.c") "@@ -1,5 +1,6 @@\n a\n b\n+\treset(dev);\n c\n d\n"
		  " e\n",
		  DIFFERS "drivers/base/dd.c lacks 1 line" },
		{ UP, HEAD("drivers/base/dd.c") SAME HEAD("foo.c") "@@ -1,1 +1,2 @@\n a\n+b\n",
		  DIFFERS "changes foo.c, which it does not" },
		{ UP, HEAD("foo.c") SAME, DIFFERS OTHER },
		{ UP, HEAD("a") AB HEAD("b") AB HEAD("c") AB HEAD("d") AB,
		  DIFFERS "changes a, which it does not; changes b, which it does not; changes c, "
		  "which it does not; and 2 more files" },
		/* told in the message, but not by a number */
		{ UP "[ jdoe: adapted to 5.4 ]\n", HEAD("foo.c") SAME, "" },
		{ UP "[rm: backport for 4.12-4.19:\n no foo()]\n", HEAD("foo.c") SAME, "" },
		{ UP "[1] http://a.b\n[   12.34] oops\n", HEAD("foo.c") AB, DIFFERS OTHER },
		{ "a\n\n[ Upstream commit %1 ]\n", HEAD("foo.c") SAME,
		  "upstream-differs [[ Upstream commit %1 ]] differs from %s1: " OTHER },
		/* the note is the upstream commit's own */
		{ "a\n\ncommit %8 upstream.\n\n[ x: massaged ]\n", HEAD("f") SAME,
		  "upstream-differs [commit %8 upstream.] differs from %s8: changes f, which it "
		  "does not; does not change drivers/base/dd.c" },
		/* a merge, a root, several */
		{ "a\n\ncommit %5 upstream.\n", HEAD("foo.c") SAME, "" },
		{ "a\n\ncommit %0 upstream.\n", HEAD("foo.c") SAME, "" },
		{ "a\n\ncommit %0 upstream.\ncommit %1 upstream.\n", HEAD("foo.c") SAME, "" },
	};
	struct fixture *f = *state;
	struct message_checks c;

	message_checks_start(&c, &f->r, true);
	for (size_t i = 0; i < COUNT(rows); i++)
		expect(f, &c, rows[i].message, rows[i].diff, rows[i].remarks);
	message_checks_release(&c);
	message_checks_start(&c, &f->r, false);
	expect(f, &c, UP, HEAD("foo.c") SAME, "");
	message_checks_release(&c);
}

/* What upstream wrote is not the backport's to mend. */
static void the_upstream_text(void **state)
{
	static const struct row rows[] = {
		{ "commit %8 upstream.\n\nFixes: 1234567 (dd.c)\nFixes: dd.c", "" },
		{ "commit %1 upstream.\n\nFixes: 1234567 (dd.c)\nFixes: dd.c",
		  "fixes-unknown! [Fixes: 1234567 (dd.c)] 1234567 names no object of this "
		  "repository\n"
		  "fixes-form [Fixes: dd.c] " NO_ID },
	};

	expect_rows(*state, true, rows, COUNT(rows));
}

/* ---- clones ---- */

/* What is told of an id that no object here has; @why: NULL, or why that tells nothing. */
static void expect_unknown(struct fixture *f, struct message_checks *c, const char *check,
			   const char *line, const char *why)
{
	char *message = mem_printf("a\n\n%s\n", line), *expected;

	if (why)
		expected = mem_printf("%s [%s] whether there is a commit " NONE " cannot be told "
				      "here: %s", check, line, why);
	else
		expected = mem_printf("%s! [%s] " NONE " names no object of this repository", check,
				      line);
	expect(f, c, message, "", expected);
	mem_free(message);
	mem_free(expected);
}

static void expect_lack(struct fixture *f, const char *why)
{
	struct message_checks c;
	struct repository r;

	succeeds(repository_open(&r, f->s.dir));
	message_checks_start(&c, &r, true);
	expect_unknown(f, &c, "upstream-unknown", "commit " NONE " upstream.", why);
	c.stable = false;
	expect_unknown(f, &c, "fixes-unknown", "Fixes: " NONE " (\"a\")", why);
	/* no clone makes a commit of a blob */
	expect(f, &c, "a\n\nFixes: %s6 (\"b\")\n", "",
	       "fixes-unknown! [Fixes: %s6 (\"b\")] %s6 is a blob, no commit");
	message_checks_release(&c);
	repository_close(&r);
}

#define CONFIG "[core]\n\trepositoryformatversion = 0\n\tbare = true\n[remote \"o.x\"]\n" \
	"\turl = https://a.b/c\n\tpromisor = true\n\tpartialclonefilter = "

static void the_clones(void **state)
{
	struct fixture *f = *state;
	char *shallow = mem_printf("%s/shallow", f->s.dir);

	expect_lack(f, NULL);
	small_file_of_id(&f->s, "shallow", f->ids[OLD]);
	expect_lack(f, "the clone is shallow");
	small_need(!unlink(shallow), "shallow");
	mem_free(shallow);
	/* a filter of blobs and trees leaves all commits */
	small_file(&f->s, "config", CONFIG "blob:none\n");
	expect_lack(f, NULL);
	small_file(&f->s, "config", CONFIG "combine:blob:none+object:type=tag\n");
	expect_lack(f, "the clone is partial");
	small_file(&f->s, "config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
}

static void no_repository(void **state)
{
	struct fixture *f = *state;
	struct message_checks c;

	message_checks_start(&c, NULL, true);
	expect(f, &c, "a\n\ncommit " NONE " upstream.\n\nFixes: 1234567 (\"b\")\nFixes: %1\n"
	       "Fixes: b\n", HEAD("f") SAME,
	       "fixes-short [Fixes: 1234567 (\"b\")] the id has 7 digits, 12 are asked for\n"
	       "fixes-form [Fixes: %1] no (\"subject\") follows the id on its line\n"
	       "fixes-form [Fixes: b] " NO_ID);
	message_checks_release(&c);
}

/* ---- all together ---- */

static void the_order(void **state)
{
	struct fixture *f = *state;
	struct message_checks c;

	message_checks_start(&c, &f->r, true);
	expect(f, &c, "a\n\nFixes: b\ncommit %2 upstream.\n\nFixes: 1234567890ab (\"b\")\n"
	       "Fixes: c\nFixes: %s1 (\"b\")\n", HEAD("f") SAME,
	       "fixes-form [Fixes: b] " NO_ID "\n"
	       "upstream-backport [commit %2 upstream.] %s2 is itself a backport, of %s1\n"
	       "upstream-differs [commit %2 upstream.] differs from %s2: changes f, which it does "
	       "not; does not change drivers/base/dd.c\n"
	       "fixes-unknown! [Fixes: 1234567890ab (\"b\")] 1234567890ab names no object of this "
	       "repository\n"
	       "fixes-form [Fixes: c] " NO_ID "\n"
	       "fixes-subject [Fixes: %s1 (\"b\")] the subject of %s1 is \"" CORE "\"");
	message_checks_release(&c);
}

static size_t count_remarks(struct fixture *f, const struct str *message, const char *diff)
{
	struct timespec from, to;
	struct message_checks c;
	size_t n = 0;
	char *told;

	message_checks_start(&c, &f->r, true);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	told = remarks_of(&c, message->buf, message->len, NULL, diff);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	for (char *p = told; *p; p = strchrnul(p + 1, '\n'))
		n++;
	mem_free(told);
	message_checks_release(&c);
	if (to.tv_sec - from.tv_sec > 10)
		fail_msg("%lld s", (long long)(to.tv_sec - from.tv_sec));
	return n;
}

/* What an outsider sends ends soon, however much of it there is. */
static void large_messages(void **state)
{
	struct fixture *f = *state;
	const char *fix = git_oid_tostr_s(&f->ids[FIX]);
	struct str s = STR_INIT;

	str_add(&s, "a\n\n");
	for (unsigned i = 0; s.len < 2 << 20; i++)
		str_addf(&s, "Fixes: %08x%04x (\"b\")\n", i * 2654435761u, i & 0xffff);
	assert_int_equal(count_remarks(f, &s, ""), 20);
	str_clear(&s);
	str_add(&s, "a\n\nNot upstream.\n");
	while (s.len < 2 << 20)
		str_addf(&s, "Fixes: %s (\"" CORE "\")\n", fix);
	assert_int_equal(count_remarks(f, &s, ""), 0);
	str_clear(&s);
	while (s.len < 2 << 20)
		str_add(&s, "Fixes: b\n");
	assert_int_equal(count_remarks(f, &s, ""), 20);
	str_clear(&s);
	str_addf(&s, "a\n\ncommit %s upstream.\n", fix);
	while (s.len < 2 << 20)
		str_add(&s, "[1]\n[ jdoe: \nCc: stable@vger.kernel.or\n");
	assert_int_equal(count_remarks(f, &s, HEAD("f") SAME), 0);
	str_release(&s);
}

static void hostile_bytes(void **state)
{
	static const char *const words[] = {
		"Fixes:", "fixes: ", "commit ", " upstream.", "(\"", "\")", "...", "[", "]", "\n",
		"\n", "\n\n", " ", "\r", "a", "\xe2\x80\xa6", "Cc: ", "stable@", "1234567", "\x1b",
	};
	struct fixture *f = *state;
	struct rule rule = { .name = (char *)"RULE" };
	uint64_t seed = 1;

	for (unsigned i = 0; i < 3000; i++) {
		struct message_checks c;
		struct str s = STR_INIT;
		char *told;

		for (uint32_t n = small_random(&seed) % 30; n; n--) {
			uint32_t pick = small_random(&seed) % (COUNT(words) + 3);

			if (pick < COUNT(words))
				str_add(&s, words[pick]);
			else if (pick == COUNT(words))
				str_addc(&s, (char)small_random(&seed));
			else
				str_add(&s, git_oid_tostr_s(&f->ids[small_random(&seed) % N_IDS]));
		}
		message_checks_start(&c, &f->r, i % 2);
		told = remarks_of(&c, s.buf, s.len, &rule, HEAD("f") SAME);
		for (char *p = told; *p; p++)
			assert_true((unsigned char)*p >= ' ' || *p == '\n');
		mem_free(told);
		message_checks_release(&c);
		str_release(&s);
	}
}

static void odd_diffs(void **state)
{
	static const char *const diffs[] = {
		"diff --git a/x b/x\n", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1",
		HEAD("x") "@@ -1,99999999 +1,99999999 @@\n a\n", HEAD("x") "@@ -0,0 +0,0 @@\n",
		"diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n",
		"diff --git a/x b/x\nold mode 100644\nnew mode 100755\n",
		HEAD("x") "GIT binary patch\nliteral 1\nAcmZ\n",
	};
	struct fixture *f = *state;
	struct str s = STR_INIT;

	str_addf(&s, "a\n\ncommit %s upstream.\n", git_oid_tostr_s(&f->ids[FIX]));
	for (size_t i = 0; i < COUNT(diffs); i++)
		assert_int_equal(count_remarks(f, &s, diffs[i]), 0);
	str_release(&s);
}

/*
 * Bytes of a diff replaced at random: nothing but a remark may come of it. No quotes are
 * put in: of a quoted path in a diff that it refuses libgit2 1.5 loses some bytes.
 */
static void hostile_diffs(void **state)
{
	static const char good[] = HEAD("drivers/base/dd.c") SAME
		"diff --git a/x b/y\nsimilarity index 90%\nrename from x\nrename to y\n"
		"index 1234567..89abcde 100644\n--- a/x\n+++ b/y\n" AB
		"diff --git a/z b/z\ndeleted file mode 100644\n--- a/z\n+++ /dev/null\n"
		"@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n-- \n2.39\n";
	struct fixture *f = *state;
	uint64_t seed = 2;
	struct str s = STR_INIT;

	str_addf(&s, "a\n\ncommit %s upstream.\n", git_oid_tostr_s(&f->ids[FIX]));
	assert_int_equal(count_remarks(f, &s, good), 1);
	for (unsigned i = 0; i < 3000; i++) {
		char *bad = mem_strdup(good);

		for (uint32_t n = 1 + small_random(&seed) % 4; n; n--)
			bad[small_random(&seed) % strlen(good)] =
				"0123456789+- @\n/\xff"[small_random(&seed) % 17];
		assert_in_range(count_remarks(f, &s, bad), 0, 1);
		mem_free(bad);
	}
	str_release(&s);
}

/* An object that is there and can't be read is no unknown one. */
static void unreadable(void **state)
{
	static const char text[] = "tree 1\n\nno commit\n";
	struct fixture *f = *state;
	git_oid id = small_object(&f->s, GIT_OBJECT_COMMIT, text, sizeof(text) - 1);
	char *message = mem_printf("a\n\nFixes: %s (\"b\")\n", git_oid_tostr_s(&id));
	struct report to = { 0 };
	struct message_checks c;
	struct repository r;

	small_flush(&f->s);
	succeeds(repository_open(&r, f->s.dir));
	message_checks_start(&c, &r, false);
	fails(message_check(&c, message, strlen(message), "patch 1", NULL, NULL, "", 0, &to),
	      "cannot be read");
	report_release(&to);
	message_checks_release(&c);
	repository_close(&r);
	mem_free(message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fixes),
		cmocka_unit_test(the_form),
		cmocka_unit_test(the_digits),
		cmocka_unit_test(the_ambiguous),
		cmocka_unit_test(the_series),
		cmocka_unit_test(the_stable_tag),
		cmocka_unit_test(the_introducer),
		cmocka_unit_test(the_upstream),
		cmocka_unit_test(for_mainline),
		cmocka_unit_test(the_difference),
		cmocka_unit_test(the_upstream_text),
		cmocka_unit_test(the_clones),
		cmocka_unit_test(no_repository),
		cmocka_unit_test(the_order),
		cmocka_unit_test(large_messages),
		cmocka_unit_test(hostile_bytes),
		cmocka_unit_test(odd_diffs),
		cmocka_unit_test(hostile_diffs),
		cmocka_unit_test(unreadable),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
