// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "lint/apply.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define X "--- a/x\n+++ b/x\n"
#define NEW "--- /dev/null\n+++ b/x\n"
#define GONE "--- a/x\n+++ /dev/null\n"
#define FIVE "1\n2\n3\n4\n5\n"
#define CHANGE "@@ -2,3 +2,3 @@\n 2\n-3\n+three\n 4\n"

struct row {
	const char *diff, *text;	/* NULL: there is no such file */
	const char *result;		/* or the error, behind a '!' */
};

static void expect(const struct row *row)
{
	struct str to = STR_INIT, told = STR_INIT;
	struct diff d;
	struct error *err = diff_parse(&d, row->diff, strlen(row->diff));

	assert_null(err);
	err = apply_file(&d.files.item[0], row->diff, row->text, row->text ? strlen(row->text) : 0,
			 &to);
	if (err)
		str_addf(&told, "!%s", error_text(err));
	else
		str_addn(&told, to.buf, to.len);
	if (err)
		assert_int_equal(to.len, 0);
	if (strcmp(told.buf, row->result))
		fail_msg("\n%s\nnot\n%s\nof\n%s", told.buf, row->result, row->diff);
	error_free(err);
	diff_release(&d);
	str_release(&to);
	str_release(&told);
}

static void expect_all(const struct row rows[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect(&rows[i]);
}

/* Each of these is what git apply makes of it, or refuses, but where it says so. */
static void places(void **state)
{
	static const struct row rows[] = {
		{ X CHANGE, FIVE, "1\n2\nthree\n4\n5\n" },
		{ X CHANGE, "0\n0\n" FIVE, "0\n0\n1\n2\nthree\n4\n5\n" },
		{ X "@@ -12,3 +12,3 @@\n 2\n-3\n+three\n 4\n", FIVE, "1\n2\nthree\n4\n5\n" },
		/* the nearest; of two as near the one behind */
		{ X "@@ -5,3 +5,3 @@\n a\n-b\n+B\n c\n", "a\nb\nc\nx\nx\na\nb\nc\nx\nx\n",
		  "a\nb\nc\nx\nx\na\nB\nc\nx\nx\n" },
		{ X "@@ -4,3 +4,3 @@\n a\n-b\n+B\n c\n", "a\nb\nc\nx\nx\nx\na\nb\nc\nx\n",
		  "a\nb\nc\nx\nx\nx\na\nB\nc\nx\n" },
		{ X "@@ -1,2 +1,2 @@\n-1\n+one\n 2\n@@ -4,2 +4,2 @@\n 4\n-5\n+five\n", FIVE,
		  "one\n2\n3\n4\nfive\n" },
		/* the second one's lines are counted behind the first */
		{ X "@@ -1,2 +1,4 @@\n+a\n+b\n 1\n 2\n@@ -3,3 +5,3 @@\n 3\n-4\n+four\n 5\n",
		  FIVE, "a\nb\n1\n2\n3\nfour\n5\n" },
		/* it begins the file, it ends it */
		{ X "@@ -1,2 +1,3 @@\n+0\n 1\n 2\n", FIVE, "0\n1\n2\n3\n4\n5\n" },
		{ X "@@ -1,2 +1,3 @@\n+0\n 1\n 2\n", "x\n" FIVE,
		  "!x: hunk 1 of 1 (line 1) does not apply: line 2 is like it, but the hunk "
		  "belongs elsewhere" },
		{ X "@@ -4,2 +4,3 @@\n 4\n 5\n+6\n", FIVE, "1\n2\n3\n4\n5\n6\n" },
		{ X "@@ -4,2 +4,3 @@\n 4\n 5\n+6\n", FIVE "x\n",
		  "!x: hunk 1 of 1 (line 4) does not apply: line 4 is like it, but the hunk "
		  "belongs elsewhere" },
		{ X "@@ -3,2 +3,3 @@\n 4\n 5\n+6\n", FIVE, "1\n2\n3\n4\n5\n6\n" },
		/* a blank that a mailer took */
		{ X "@@ -1,3 +1,3 @@\n-a\n+A\n\n b\n", "a\n\nb\n", "A\n\nb\n" },
		/* no newline at the end, of either side */
		{ X "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n", "a", "b\n" },
		{ X "@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n", "a\n", "b" },
		{ X "@@ -1,2 +1,2 @@\n-a\n+A\n b\n\\ No newline at end of file\n", "a\nb", "A\nb" },
		{ X "@@ -1 +1 @@\n-a\n+b\n", "a",
		  "!x: hunk 1 of 1 (line 1) does not apply: nothing like it is in the file" },
		{ "diff --git a/x b/x\nold mode 100644\nnew mode 100755\n", "a\n", "a\n" },
		/* where it says, wherever the hunk before it stood */
		{ X "@@ -2,3 +2,3 @@\n 2\n-3\n+three\n 4\n@@ -6,3 +6,3 @@\n a\n-b\n+B\n c\n",
		  "0\n1\n2\n3\n4\na\nb\nc\na\nb\nc\n", "0\n1\n2\nthree\n4\na\nB\nc\na\nb\nc\n" },
		/* not into what the hunk before it made */
		{ X "@@ -1,3 +1,4 @@\n a\n+a\n b\n c\n@@ -4,3 +5,3 @@\n a\n-b\n+B\n c\n",
		  "a\nb\nc\nx\na\nb\nc\n", "a\na\nb\nc\nx\na\nB\nc\n" },
		/* one behind the other: here git apply goes back */
		{ X "@@ -4,3 +4,3 @@\n 7\n-8\n+eight\n 9\n@@ -9,3 +9,3 @@\n 2\n-3\n+three\n 4\n",
		  "1\n2\n3\n4\n7\n8\n9\n",
		  "!x: hunk 2 of 2 (line 9) does not apply: line 2 is like it, but the hunk "
		  "belongs elsewhere" },
		/* line 1 of an empty file; what empties it and leaves it there */
		{ X "@@ -0,0 +1 @@\n+a\n", "", "a\n" },
		{ X "@@ -0,0 +1 @@\n+a\n", "b\n",
		  "!x: hunk 1 of 1 (line 0) does not apply: nothing like it is in the file" },
		{ X "@@ -1 +0,0 @@\n-a\n", "a\n", "" },
		/* no context: it belongs at the end, as git apply without --unidiff-zero has it */
		{ X "@@ -5,0 +6 @@\n+6\n", FIVE, "1\n2\n3\n4\n5\n6\n" },
		{ X "@@ -3 +3 @@\n-3\n+three\n", FIVE,
		  "!x: hunk 1 of 1 (line 3) does not apply: line 3 is like it, but the hunk "
		  "belongs elsewhere" },
		/* a newline more; one less in mid-file, where git apply makes "bc" of two lines */
		{ X "@@ -3,2 +3,2 @@\n 4\n-5\n\\ No newline at end of file\n+5\n", "1\n2\n4\n5",
		  "1\n2\n4\n5\n" },
		{ X "@@ -1,2 +1,2 @@\n-a\n+A\n b\n\\ No newline at end of file\n", "a\nb\nc\n",
		  "!x: hunk 1 of 1 (line 1) does not apply: nearest is line 1, where line 2 has "
		  "'b' and the patch 'b'" },
		{ X "@@ -1 +1 @@\n-a\r\n+b\r\n", "a\r\n", "b\r\n" },
	};

	(void)state;
	expect_all(rows, COUNT(rows));
}

static void files(void **state)
{
	static const struct row rows[] = {
		{ NEW "@@ -0,0 +1,2 @@\n+a\n+b\n", NULL, "a\nb\n" },
		{ NEW "@@ -0,0 +1 @@\n+a\n", "", "!x: is there already" },
		{ X CHANGE, NULL, "!x: is not there" },
		{ GONE "@@ -1,2 +0,0 @@\n-a\n-b\n", "a\nb\n", "" },
		{ NEW "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n", NULL, "a" },
		{ GONE "@@ -1 +1 @@\n-a\n+b\n", "a\n",
		  "!x: is to be removed, but more is in it than the patch takes out" },
		{ GONE "@@ -1 +0,0 @@\n-a\n", NULL, "!x: is not there" },
		{ "diff --git a/x b/x\ndeleted file mode 100644\n", "", "" },
		/* format-patch -D: without what is removed; git apply refuses it */
		{ "diff --git a/x b/x\ndeleted file mode 100644\nindex 1..0\n", "a\n", "a\n" },
		{ GONE "@@ -1 +0,0 @@\n-a\n", "a\nb\n",
		  "!x: hunk 1 of 1 (line 1) does not apply: line 1 is like it, but the hunk "
		  "belongs elsewhere" },
	};

	(void)state;
	expect_all(rows, COUNT(rows));
}

static void why_not(void **state)
{
	static const struct row rows[] = {
		{ X CHANGE, "1\n2\nthree\n4\n5\n",
		  "!x: hunk 1 of 1 (line 2) does not apply: what it makes is there already, at "
		  "line 2" },
		{ X CHANGE, "no\nno\n",
		  "!x: hunk 1 of 1 (line 2) does not apply: nothing like it is in the file" },
		{ X "@@ -10,4 +10,4 @@ static int f(int a)\n \tone();\n-\ttwo();\n+\tTWO();\n"
		  " \tthree();\n \tfour();\n", "x\n\tone();\n\t2();\n\tthree();\n\tfour();\n",
		  "!x: hunk 1 of 1 (line 10 in f()) does not apply: nearest is line 2, where "
		  "line 3 has '2();' and the patch 'two();'" },
		/* of places as like, the nearest */
		{ X "@@ -8,3 +8,3 @@\n a\n-b\n+B\n c\n",
		  "a\n1\nc\nx\nx\nx\na\n2\nc\nx\nx\nx\na\n3\nc\n",
		  "!x: hunk 1 of 1 (line 8) does not apply: nearest is line 7, where line 8 has "
		  "'2' and the patch 'b'" },
		{ X "@@ -1,4 +1,4 @@\n h\n-1\n+one\n 2\n 3\n", "1\n2\n3\n",
		  "!x: hunk 1 of 1 (line 1) does not apply: nearest is line 1, before which the "
		  "patch has 'h'" },
		{ X "@@ -3,2 +3,2 @@ (x)\n 3\n-x\n+y\n", FIVE,
		  "!x: hunk 1 of 1 (line 3) does not apply: nearest is line 3, where line 4 has "
		  "'4' and the patch 'x'" },
		/* what a terminal would obey is not told */
		{ X "@@ -3,2 +3,2 @@\n 3\n-\033[31mx\n+y\n", FIVE,
		  "!x: hunk 1 of 1 (line 3) does not apply: nearest is line 3, where line 4 has "
		  "'4' and the patch ' [31mx'" },
		{ X "@@ -2,3 +2,2 @@\n 2\n-3\n 4\n", "1\n2\n4\n5\n",
		  "!x: hunk 1 of 1 (line 2) does not apply: what it makes is there already, at "
		  "line 2" },
		{ X "@@ -9,3 +9,2 @@\n 2\n-3\n 4\n", "1\n2\n4\n5\n",
		  "!x: hunk 1 of 1 (line 9) does not apply: what it makes is there already, at "
		  "line 2" },
		{ X CHANGE "@@ -4,2 +4,2 @@\n 4\n-x\n+y\n", FIVE,
		  "!x: hunk 2 of 2 (line 4) does not apply: nearest is line 4, where line 5 "
		  "has '5' and the patch 'x'" },
		{ X "@@ -4,4 +4,4 @@\n 4\n-5\n+five\n 6\n 7\n", FIVE,
		  "!x: hunk 1 of 1 (line 4) does not apply: nearest is line 4, where line 6 "
		  "has nothing more and the patch '6'" },
	};

	(void)state;
	expect_all(rows, COUNT(rows));
}

/* What differs is far behind the hunk's begin. */
static void a_long_hunk(void **state)
{
	struct str diff = STR_INIT, text = STR_INIT, to = STR_INIT;
	struct error *err;
	struct diff d;

	(void)state;
	str_add(&diff, X "@@ -2,101 +2,101 @@\n");
	str_add(&text, "0\n");
	for (unsigned i = 1; i <= 100; i++) {
		str_addf(&diff, " %u\n", i);
		str_addf(&text, i == 90 ? "other\n" : "%u\n", i);
	}
	str_add(&diff, "-a\n+b\n");
	str_add(&text, "a\n");
	assert_null(diff_parse(&d, diff.buf, diff.len));
	err = apply_file(&d.files.item[0], diff.buf, text.buf, text.len, &to);
	assert_non_null(err);
	assert_string_equal(error_text(err),
			    "x: hunk 1 of 1 (line 2) does not apply: nearest is line 2, where "
			    "line 91 has 'other' and the patch '90'");
	error_free(err);
	diff_release(&d);
	str_release(&diff);
	str_release(&text);
	str_release(&to);
}

/* A file of equal lines, hunks of equal lines: each is found where it is said to be. */
static void equal_lines(void **state)
{
	struct str diff = STR_INIT, text = STR_INIT, to = STR_INIT;
	struct diff d;

	(void)state;
	for (unsigned i = 0; i < 60000; i++)
		str_add(&text, "same\n");
	str_add(&diff, X);
	for (unsigned i = 0; i < 2000; i++)
		str_addf(&diff, "@@ -%u,3 +%u,3 @@\n same\n-same\n+%u\n same\n", 20 * i + 2,
			 20 * i + 2, i);
	assert_null(diff_parse(&d, diff.buf, diff.len));
	assert_null(apply_file(&d.files.item[0], diff.buf, text.buf, text.len, &to));
	assert_memory_equal(to.buf, "same\nsame\n0\nsame\n", 17);
	assert_non_null(strstr(to.buf, "\n1999\nsame\n"));
	diff_release(&d);
	str_release(&diff);
	str_release(&text);
	str_release(&to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),
		cmocka_unit_test(files),
		cmocka_unit_test(why_not),
		cmocka_unit_test(a_long_hunk),
		cmocka_unit_test(equal_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
