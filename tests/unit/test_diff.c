// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "lint/diff.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define HUNK "@@ -1 +1 @@\n-a\n+b\n"
#define NAMES(old, new) "--- " old "\n+++ " new "\n"
#define GIT(path) "diff --git a/" path " b/" path "\n"
#define EPOCH "\t1970-01-01 00:00:00.000000000 +0000"
#define DATE "\t2019-03-04 10:00:00.000000000 +0100"
#define ADDS "@@ -0,0 +1 @@\n+a\n"
#define TAKES "@@ -1 +0,0 @@\n-a\n"

struct row {
	const char *text;
	const char *told;	/* "OLD>NEW hunks flags, " of each file; or the error */
};

static void tell(struct str *to, const struct diff *d)
{
	for (size_t i = 0; i < d->files.n; i++) {
		const struct diff_file *f = &d->files.item[i];

		str_addf(to, "%s>%s %zu%s%s%s, ", f->old_path ? f->old_path : "",
			 f->new_path ? f->new_path : "", f->hunks.n, f->binary ? " binary" : "",
			 f->rename ? " rename" : "", f->copy ? " copy" : "");
	}
}

static void expect(const struct row *row, size_t len)
{
	struct str told = STR_INIT;
	struct diff d;
	struct error *err = diff_parse(&d, row->text, len);

	if (err)
		str_add(&told, error_text(err));
	else
		tell(&told, &d);
	if (strcmp(told.buf, row->told))
		fail_msg("'%s' not '%s' of:\n%s", told.buf, row->told, row->text);
	error_free(err);
	diff_release(&d);
	str_release(&told);
}

static void expect_all(const struct row rows[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect(&rows[i], strlen(rows[i].text));
}

static void forms(void **state)
{
	static const struct row rows[] = {
		{ "", "" },
		{ "words\n", "" },
		{ GIT("x.c") "index 1..2 100644\n" NAMES("a/x.c", "b/x.c") HUNK, "x.c>x.c 1, " },
		{ NAMES("a/x.c", "b/x.c") HUNK, "x.c>x.c 1, " },
		{ NAMES("a/x.c\t2019-01-01 10:00:00", "b/x.c\t2019-01-01") HUNK, "x.c>x.c 1, " },
		{ "diff -urN linux.orig/d/x.c linux/d/x.c\n"
		  NAMES("linux.orig/d/x.c", "linux/d/x.c") HUNK, "d/x.c>d/x.c 1, " },
		{ "Index: linux/d/x.c\n====\n" NAMES("linux.orig/d/x.c", "linux/d/x.c") HUNK,
		  "d/x.c>d/x.c 1, " },
		/* no prefix: they are the same as they stand */
		{ NAMES("drivers/x.c", "drivers/x.c") HUNK, "drivers/x.c>drivers/x.c 1, " },
		{ "diff --git drivers/x.c drivers/x.c\nnew file mode 100644\n"
		  NAMES("/dev/null", "drivers/x.c") "@@ -0,0 +1 @@\n+a\n", ">drivers/x.c 1, " },
		{ NAMES("i/x.c", "w/x.c") HUNK, "x.c>x.c 1, " },
		{ GIT("x.c") "new file mode 100644\nindex 0..1\n" NAMES("/dev/null", "b/x.c")
		  "@@ -0,0 +1 @@\n+a\n", ">x.c 1, " },
		{ GIT("x.c") "deleted file mode 100644\nindex 1..0\n" NAMES("a/x.c", "/dev/null")
		  "@@ -1 +0,0 @@\n-a\n", "x.c> 1, " },
		{ GIT("x.c") "new file mode 100644\nindex 0000000..e69de29\n", ">x.c 0, " },
		{ GIT("x.c") "old mode 100644\nnew mode 100755\n", "x.c>x.c 0, " },
		{ GIT("a b c.c") "old mode 100644\nnew mode 100755\n", "a b c.c>a b c.c 0, " },
		{ NAMES("a/a b.c\t", "b/a b.c\t") HUNK, "a b.c>a b.c 1, " },
		{ "diff --git a/x.c b/y.c\nsimilarity index 90%\nrename from x.c\nrename to y.c\n"
		  "index 1..2 100644\n" NAMES("a/x.c", "b/y.c") HUNK, "x.c>y.c 1 rename, " },
		{ "diff --git a/x.c b/y.c\nsimilarity index 100%\nrename from x.c\nrename to y.c\n"
		  GIT("z.c") NAMES("a/z.c", "b/z.c") HUNK, "x.c>y.c 0 rename, z.c>z.c 1, " },
		{ "diff --git a/x.c b/y.c\nsimilarity index 100%\ncopy from x.c\ncopy to y.c\n",
		  "x.c>y.c 0 copy, " },
		{ "diff --git \"a/\\303\\274.c\" \"b/\\303\\274.c\"\n"
		  "--- \"a/\\303\\274.c\"\n+++ \"b/\\303\\274.c\"\n" HUNK,
		  "\xc3\xbc.c>\xc3\xbc.c 1, " },
		{ "--- \"a/t\\ta\\\"b.c\"\n+++ \"b/t\\ta\\\"b.c\"\n" HUNK,
		  "t\ta\"b.c>t\ta\"b.c 1, " },
		{ GIT("x") "index 1..2 100644\nGIT binary patch\nliteral 3\nKcmZQzU|\n\n"
		  GIT("y") NAMES("a/y", "b/y") HUNK, "x>x 0 binary, y>y 1, " },
		{ GIT("x") "index 1..2 100644\nBinary files a/x and b/x differ\n",
		  "x>x 0 binary, " },
		{ GIT("sub") "index 1..2 160000\n" NAMES("a/sub", "b/sub") HUNK,
		  "sub>sub 1 binary, " },
		{ NAMES("a/x", "b/x") HUNK HUNK "-- \n2.39.5\n\n_____\nlist mailing list\n"
		  NAMES("a/y", "b/y") HUNK, "x>x 2, y>y 1, " },
		{ NAMES("a/x", "b/x") "@@ -1,3 +1,3 @@ f()\n a\n\n-b\n+c\n", "x>x 1, " },
		{ NAMES("a/x", "b/x") "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"
		  "\\ No newline at end of file\n" NAMES("a/y", "b/y") HUNK, "x>x 1, y>y 1, " },
		/* the line "-- a" goes */
		{ NAMES("a/x", "b/x") "@@ -1,2 +1 @@\n--- a\n b\n", "x>x 1, " },
		{ "Only in a: x\n" NAMES("a/x", "b/x") HUNK "Only in b: y\n", "x>x 1, " },
	};

	(void)state;
	expect_all(rows, COUNT(rows));
}

/* What git apply, diff -N and quilt make of the same; what stands around files is no part. */
static void other_tools(void **state)
{
	static const struct row rows[] = {
		{ NAMES("a.orig/x" EPOCH, "a/x" DATE) ADDS, ">x 1, " },
		{ NAMES("a.orig/x\t1970-01-01 01:00:00.000000000 +0100", "a/x" DATE) ADDS,
		  ">x 1, " },
		{ NAMES("a.orig/x\t1969-12-31 16:00:00 -0800", "a/x" DATE) ADDS, ">x 1, " },
		{ NAMES("a.orig/x" DATE, "a/x" EPOCH) TAKES, "x> 1, " },
		{ "--- \"a.orig/\\303\\274\"" EPOCH "\n+++ \"a/\\303\\274\"" DATE "\n" ADDS,
		  ">\xc3\xbc 1, " },
		/* a tree whose files are all of that time; an hour, a day beside it; no zone */
		{ NAMES("a.orig/x" EPOCH, "a/x" EPOCH) HUNK, "x>x 1, " },
		{ NAMES("a.orig/x\t1970-01-01 01:00:00 +0000", "a/x" DATE) ADDS, "x>x 1, " },
		{ NAMES("a.orig/x\t1970-01-02 00:00:00 +0000", "a/x" DATE) ADDS, "x>x 1, " },
		{ NAMES("a.orig/x\t1970-01-01 00:00:00", "a/x" DATE) ADDS, "x>x 1, " },
		{ NAMES("a.orig/x\t1970-01-01 00:00:01 +0000", "a/x" DATE) ADDS, "x>x 1, " },
		{ NAMES("a.orig/x" DATE, "a/x" DATE) ADDS, "x>x 1, " },
		/* git says what is new, dates say nothing then */
		{ GIT("x") NAMES("a/x" EPOCH, "b/x" DATE) ADDS, "x>x 1, " },
		{ NAMES("a/d/x.c.orig", "a/d/x.c") HUNK, "d/x.c>d/x.c 1, " },
		{ NAMES("a/d/x.c", "a/d/x.c~") HUNK, "d/x.c>d/x.c 1, " },
		{ NAMES("c/x.c", "i/x.c") HUNK, "x.c>x.c 1, " },
		{ NAMES("o/x.c", "w/x.c") HUNK, "x.c>x.c 1, " },
		/* these lines are not of the file before */
		{ NAMES("a/x", "b/x") HUNK "Binary files a/y and b/y differ\n", "x>x 1, " },
		{ NAMES("a/x", "b/x") HUNK "-- \nGIT binary patch\n", "x>x 1, " },
		{ GIT("y") "GIT binary patch\nliteral 1\nKcm\n\n" NAMES("a/x", "b/x") HUNK,
		  "y>y 0 binary, x>x 1, " },
		{ GIT("x") "old mode 100644\nnew mode 100755\n\nindex of it\nrename to y\n",
		  "x>x 0, " },
		{ "--- old\n+++ new\nwords\n" NAMES("a/x", "b/x") HUNK, "x>x 1, " },
		{ "--- old\n+++ new\n", "" },
		/* "--- " and "+++ " lines within a hunk */
		{ NAMES("a/x", "b/x") "@@ -1 +1 @@\n--- a\n+++ b\n" HUNK, "x>x 2, " },
		{ GIT("x") "deleted file mode 100644\nindex e69de29..0000000\n", "x> 0, " },
		/* a submodule becomes a file: each side has it once */
		{ GIT("x") "deleted file mode 160000\n" NAMES("a/x", "/dev/null") TAKES
		  GIT("x") "new file mode 100644\n" NAMES("/dev/null", "b/x") ADDS,
		  "x> 1 binary, >x 1, " },
		{ "diff --git a/x b/y\nrename from x\nrename to y\n"
		  "diff --git a/y b/x\nrename from y\nrename to x\n",
		  "x>y 0 rename, y>x 0 rename, " },
		{ "diff --git a/x b/y\ncopy from x\ncopy to y\n"
		  "diff --git a/x b/z\ncopy from x\ncopy to z\n" GIT("x") NAMES("a/x", "b/x") HUNK,
		  "x>y 0 copy, x>z 0 copy, x>x 1, " },
		{ "diff --git a/d d b/d d\nnew file mode 100644\n", ">d d 0, " },
		{ "diff --git a/x b/x b/x b/x\nnew file mode 100644\n", ">x b/x 0, " },
		{ "diff --git x y x y\nnew file mode 100644\n", ">x y 0, " },
		{ NAMES("a/x\r", "b/x\r") "@@ -1 +1 @@\r\n-a\r\n+b\r\n", "x>x 1, " },
		{ NAMES("a/..x", "b/..x") HUNK, "..x>..x 1, " },
		{ NAMES("a/.gitignore", "b/.gitignore") HUNK, ".gitignore>.gitignore 1, " },
	};

	(void)state;
	expect_all(rows, COUNT(rows));
}

#define OUT ": leads out of the tree or into .git: the patch is refused"
#define DIFFERENT "line 1 of the diff: 'diff --git' and --- or +++ name different files"
#define LONG_NUMBERS "line 3 of the diff: no header of a hunk, or its numbers are too large"

static void hostile(void **state)
{
	static const struct row rows[] = {
		{ NAMES("a/../x", "b/../x") HUNK, "../x" OUT },
		{ NAMES("a/d/../../../x", "b/d/../../../x") HUNK, "d/../../../x" OUT },
		{ NAMES("/etc/passwd", "/etc/passwd") HUNK, "/etc/passwd" OUT },
		{ NAMES("a//etc/x", "b//etc/x") HUNK, "/etc/x" OUT },
		{ NAMES("a/./x", "b/./x") HUNK, "./x" OUT },
		{ NAMES("a/x/", "b/x/") HUNK, "x/" OUT },
		{ NAMES("a/.git/config", "b/.git/config") HUNK, ".git/config" OUT },
		{ NAMES("a/d/.GIT/x", "b/d/.GIT/x") HUNK, "d/.GIT/x" OUT },
		{ "diff --git a/x b/x\nrename from x\nrename to ../y\n", "../y" OUT },
		{ "--- \"a/\\000x\"\n+++ b/x\n" HUNK, "a path that is not well quoted" },
		{ "--- \"a/x\n+++ b/x\n" HUNK, "a path that is not well quoted" },
		{ NAMES("a/x", "b/x") "@@ -18446744073709551615,1 +1 @@\n-a\n", LONG_NUMBERS },
		{ NAMES("a/x", "b/x") "@@ -1,4294967297 +1 @@\n-a\n", LONG_NUMBERS },
		{ NAMES("a/x", "b/x") "@@ -0,1 +1 @@\n-a\n+a\n", LONG_NUMBERS },
		{ NAMES("a/x", "b/x") "@@ -,1 +1 @@\n-a\n", LONG_NUMBERS },
		{ NAMES("a/x", "b/x") "@@ -1,2 +1 @@\n-a\n",
		  "line 3 of the diff: the hunk -1,2 +1,1 ends too early" },
		{ NAMES("a/x", "b/x") "@@ -1 +1 @@\n-a\n-b\n",
		  "line 3 of the diff: the hunk -1,1 +1,1 is not as long as it says" },
		{ NAMES("a/x", "b/x") "@@ -1 +1 @@\nx\n",
		  "line 3 of the diff: the hunk -1,1 +1,1 is not as long as it says" },
		{ NAMES("a/x", "b/x") "@@ -1 +1 @@\n-a\n+b",
		  "line 3 of the diff: the hunk -1,1 +1,1 ends in the middle of a line" },
		{ NAMES("a/x", "b/x") "@@ -1,2 +1,2 @@\n-a\n+b\n",
		  "line 3 of the diff: the hunk -1,2 +1,2 ends too early" },
		{ NAMES("a/x", "b/x") "@@ -1 +1 @@",
		  "line 3 of the diff: the hunk -1,1 +1,1 ends too early" },
		{ NAMES("a/x", "b/x") "@@ -1", LONG_NUMBERS },
		{ NAMES("a/x", "b/x") "@@ -1000000000 +1 @@\n-a\n", LONG_NUMBERS },
		{ NAMES("a/x", "b/x") "@@ -1,999999999 +1 @@\n-a\n+b\n",
		  "line 3 of the diff: the hunk -1,999999999 +1,1 ends too early" },
		{ GIT("x") "@@ -1 +1 @@\n-a\n+b\n", "line 2 of the diff: a hunk without a file" },
		{ GIT("x") NAMES("a/y", "b/y") HUNK, DIFFERENT },
		{ GIT("x") NAMES("a/x", "b/y") HUNK, DIFFERENT },
		{ GIT("x") "new file mode 100644\n" NAMES("a/x", "b/x") HUNK, DIFFERENT },
		{ GIT("x") "deleted file mode 100644\n" NAMES("a/x", "b/x") HUNK, DIFFERENT },
		{ "--- \"a/\\400\"\n+++ b/x\n" HUNK, "a path that is not well quoted" },
		{ "--- \"a/\\1\n+++ b/x\n" HUNK, "a path that is not well quoted" },
		{ "--- \"a/x\\\n+++ b/x\n" HUNK, "a path that is not well quoted" },
		{ "diff --git \"a/\\056\\056/x\" \"b/\\056\\056/x\"\nnew mode 100644\n",
		  "../x" OUT },
		{ NAMES("a/.", "b/.") HUNK, "." OUT },
		{ NAMES("a/", "b/") HUNK, "" OUT },
		{ NAMES("a/x/..", "b/x/..") HUNK, "x/.." OUT },
		{ "diff --git a/x b/y\ncopy from x\ncopy to .git/y\n", ".git/y" OUT },
		{ "diff --git a/x b/y\nrename from x\nrename to y\n"
		  "diff --git a/x b/z\nrename from x\nrename to z\n", "z: is in the diff twice" },
		{ GIT("x") "index 1..2 120000\n" NAMES("a/x", "b/x") HUNK,
		  "x: is or becomes a symbolic link: the patch is refused" },
		{ "diff --combined x\nindex 1,2..3\n",
		  "line 1 of the diff: it is that of a merge, which is not read" },
		{ "@@ -1 +1 @@\n-a\n+b\n", "line 1 of the diff: a hunk without a file" },
		{ NAMES("/dev/null", "/dev/null") HUNK, "line 1 of the diff: it names no file" },
		{ NAMES("a/x", "b/x") HUNK NAMES("a/x", "b/x") HUNK, "x: is in the diff twice" },
		{ GIT("x") "old mode 100644\nnew mode 120000\n",
		  "x: is or becomes a symbolic link: the patch is refused" },
		{ GIT("x") "new file mode 120000\n" NAMES("/dev/null", "b/x")
		  "@@ -0,0 +1 @@\n+/etc\n",
		  "x: is or becomes a symbolic link: the patch is refused" },
		{ GIT("x") "old mode 8\n", "'8' is no mode" },
		{ GIT("x") "old mode 17777777777\n", "'17777777777' is no mode" },
		{ "diff --cc x\nindex 1,2..3\n",
		  "line 1 of the diff: it is that of a merge, which is not read" },
	};

	(void)state;
	expect_all(rows, COUNT(rows));
}

static void limits(void **state)
{
	struct row row = { NULL, "a diff of more than 10000 files" };
	struct str text = STR_INIT;

	(void)state;
	for (unsigned i = 0; i <= DIFF_MAX_FILES; i++)
		str_addf(&text, "--- a/%u\n+++ b/%u\n" HUNK, i, i);
	row.text = text.buf;
	expect(&row, text.len);
	str_clear(&text);
	str_add(&text, "--- a/");
	for (unsigned i = 0; i < 5000; i++)
		str_addc(&text, 'x');
	str_add(&text, "\n+++ b/x\n" HUNK);
	row = (struct row){ text.buf, "a path that is too long, or has a NUL in it" };
	expect(&row, text.len);
	str_release(&text);
}

static void a_hunk(void **state)
{
	static const char text[] = "x\n" NAMES("a/x", "b/x")
				   "@@ -10,2 +12,3 @@ f(int a)\n a\n-b\n+c\n+d\n";
	struct diff d;

	(void)state;
	assert_null(diff_parse(&d, text, sizeof(text) - 1));
	assert_int_equal(d.files.item[0].line, 2);
	assert_int_equal(d.files.item[0].hunks.item[0].old_line, 10);
	assert_int_equal(d.files.item[0].hunks.item[0].old_count, 2);
	assert_int_equal(d.files.item[0].hunks.item[0].new_line, 12);
	assert_int_equal(d.files.item[0].hunks.item[0].new_count, 3);
	assert_int_equal(d.files.item[0].hunks.item[0].line, 4);
	assert_string_equal(text + d.files.item[0].hunks.item[0].at, " a\n-b\n+c\n+d\n");
	assert_int_equal(d.files.item[0].hunks.item[0].end, sizeof(text) - 1);
	diff_release(&d);
}

/* Cut anywhere, in memory that ends there, it is read or refused, and hunks are within. */
static void no_more_than_its_bytes(void **state)
{
	static const char text[] =
		GIT("x") "old mode 100644\nnew mode 100755\nindex 1..2\n" NAMES("a/x", "b/x")
		"@@ -1,3 +1,3 @@ f()\n a\n\n-b\n+c\n\\ No newline at end of file\n"
		"diff --git \"a/\\303\\274\" \"b/y\"\nrename from \"\\303\\274\"\nrename to y\n"
		NAMES("a.orig/z" EPOCH, "a/z" DATE) ADDS;

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		char *cut = mem_alloc(n ? n : 1);
		struct diff d;

		memcpy(cut, text, n);
		error_free(diff_parse(&d, cut, n));
		for (size_t i = 0; i < d.files.n; i++)
			for (size_t k = 0; k < d.files.item[i].hunks.n; k++)
				assert_true(d.files.item[i].hunks.item[k].end <= n);
		diff_release(&d);
		mem_free(cut);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(other_tools),
		cmocka_unit_test(hostile),
		cmocka_unit_test(no_more_than_its_bytes),
		cmocka_unit_test(limits),
		cmocka_unit_test(a_hunk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
