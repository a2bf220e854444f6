// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "history/series.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define FROM "From 376991db4b6464e906d699ef07681e2ffa8ab08c Mon Sep 17 00:00:00 2001\n"
#define HEAD "From: A <a@b.c>\nDate: Mon, 4 Mar 2019 10:00:00 +0100\n"
#define DIFF(x) "---\n\ndiff --git a/" x " b/" x "\n--- a/" x "\n+++ b/" x \
	"\n@@ -1 +1 @@\n-a\n+" x "\n"
#define MAIL(subject, diff) FROM HEAD "Subject: " subject "\n\nText.\n" diff "-- \n2.39\n\n"
#define COVER FROM HEAD "Subject: [PATCH 0/2] all\n\nCover.\n\n-- \n2.39\n\n"
#define ONE MAIL("[PATCH 1/2] one", DIFF("one"))
#define TWO MAIL("[PATCH 2/2] two", DIFF("two"))
#define BASE "1234567890123456789012345678901234567890"

struct row {
	const char *text;	/* of one file */
	const char *subjects;	/* in order, a blank behind each; or the error */
};

static void read_one(struct series *s, const char *text, struct error **err)
{
	*err = series_add(s, text, strlen(text), NULL);
	if (!*err)
		*err = series_settle(s);
}

static void expect(const struct row *row)
{
	struct series s = { 0 };
	struct str told = STR_INIT;
	struct error *err;

	read_one(&s, row->text, &err);
	for (size_t i = 0; !err && i < s.patches.n; i++)
		str_addf(&told, "%s ", s.patches.item[i].mail.subject);
	if (err)
		str_add(&told, error_text(err));
	if (strcmp(told.buf, row->subjects))
		fail_msg("'%s' not '%s' of:\n%.300s", told.buf, row->subjects, row->text);
	error_free(err);
	str_release(&told);
	series_release(&s);
}

static void mailboxes(void **state)
{
	static const struct row rows[] = {
		{ ONE, "one " },
		{ TWO, "two " },	/* alone, whatever its number */
		{ ONE TWO, "one two " },
		{ TWO ONE, "one two " },
		{ COVER TWO ONE, "one two " },
		{ ONE ONE TWO, "one two " },
		{ ONE COVER, "one " },
		{ ONE MAIL("Re: [PATCH 1/2] one", "> -a\n> +b\n") TWO, "one two " },
		{ ONE MAIL("Re: [PATCH 1/2] one", DIFF("other")) TWO, "one two " },
		{ MAIL("Re: [PATCH] only", DIFF("only")), "only " },
		{ MAIL("b", DIFF("b")) MAIL("a", DIFF("a")), "b a " },
		{ MAIL("x", DIFF("x")) TWO ONE MAIL("y", DIFF("y")), "x one two y " },
		/* a later version of it all; of one alone */
		{ ONE TWO MAIL("[PATCH v2 1/2] one", DIFF("new"))
		  MAIL("[PATCH v2 2/2] two", DIFF("two")),
		  "one two " },
		{ ONE TWO MAIL("[PATCH v2 1/3] one", DIFF("1")) MAIL("[PATCHv2 2/3] two", DIFF("2"))
		  MAIL("[PATCH RFC v2 3/3] three", DIFF("3")), "one two three " },
		{ MAIL("[PATCH] x", DIFF("x")) MAIL("[PATCH v3] x", DIFF("y")), "x " },
		/* two series of one length, one behind the other */
		{ ONE TWO MAIL("[PATCH 1/2] three", DIFF("3")) MAIL("[PATCH 2/2] four", DIFF("4")),
		  "one two three four " },
		{ MAIL("[PATCH 1/3] a", DIFF("a")) MAIL("[PATCH 3/3] c", DIFF("c")),
		  "patch 2/3 is not in the mailbox" },
		{ MAIL("[PATCH 1/3] a", DIFF("a")) MAIL("[PATCH 2/3] b", DIFF("b")),
		  "patch 3/3 is not in the mailbox" },
		{ MAIL("[PATCH 2/3] b", DIFF("b")) MAIL("[PATCH 3/3] c", DIFF("c")),
		  "patch 1/3 is not in the mailbox" },
		{ COVER COVER, "no patch in 2 mails" },
		{ COVER, "no diff in it" },
		{ MAIL("[PATCH 5/3] no number", DIFF("x")), "no number " },
		{ MAIL("[PATCH 0/3] x", DIFF("x")), "x " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		expect(&rows[i]);
}

#define COMMIT(n, day) "commit " #n "76991db4b6464e906d699ef07681e2ffa8ab08c\nAuthor: A <a@b.c>\n" \
	"Date:   Mon Mar " #day " 10:00:00 2019 +0100\n\n    commit-" #n "\n\n" \
	"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-" #n "\n+x\n\n"

static void logs(void **state)
{
	static const struct row rows[] = {
		{ COMMIT(3, 6) COMMIT(2, 5) COMMIT(1, 4), "commit-1 commit-2 commit-3 " },
		{ COMMIT(1, 4) COMMIT(2, 5), "commit-1 commit-2 " },	/* git log --reverse */
		{ COMMIT(1, 4) COMMIT(2, 4), "commit-2 commit-1 " },
		{ COMMIT(1, 4), "commit-1 " },
		{ "\n\n" COMMIT(3, 6) COMMIT(2, 5), "commit-2 commit-3 " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		expect(&rows[i]);
}

static void several_files(void **state)
{
	const char *third = MAIL("[PATCH 3/9] c", DIFF("c"));
	const char *first = MAIL("[PATCH 1/9] a", DIFF("a"));
	struct series s = { 0 };

	(void)state;
	assert_null(series_add(&s, TWO, strlen(TWO), "b.patch"));
	assert_null(series_add(&s, ONE, strlen(ONE), "a.patch"));
	assert_null(series_settle(&s));
	assert_int_equal(s.patches.n, 2);
	assert_string_equal(s.patches.item[0].path, "a.patch");
	assert_string_equal(s.patches.item[0].of, "1/2");
	assert_string_equal(s.patches.item[1].path, "b.patch");
	series_release(&s);
	/* whoever names files knows that some are not among them */
	s = (struct series){ 0 };
	assert_null(series_add(&s, third, strlen(third), "c"));
	assert_null(series_add(&s, first, strlen(first), "a"));
	assert_null(series_settle(&s));
	assert_string_equal(s.patches.item[0].path, "a");
	series_release(&s);
}

static void the_base(void **state)
{
	static const struct row rows[] = {
		{ ONE TWO, NULL },
		{ FROM HEAD "Subject: [PATCH 0/2] all\n\nx\n\nbase-commit: " BASE "\n\n" ONE TWO,
		  BASE },
		{ ONE TWO "base-commit: " BASE "\n", BASE },
		{ ONE "base-commit: " BASE "\r\n", BASE },
		{ ONE "base-commit: 1234\n", NULL },
		{ ONE "base-commit: " BASE "0\n", NULL },
		{ ONE "> base-commit: " BASE "\n", NULL },
		/* in base64: "base-commit: 1234…", behind a diff */
		{ FROM HEAD "Subject: x\nContent-Transfer-Encoding: base64\n\n"
		  "LS0tIGEveAorKysgYi94CkBAIC0xICsxIEBACi1hCitiCmJhc2UtY29tbWl0OiAxMjM0NTY3ODkw\n"
		  "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwCg==\n", BASE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct series s = { 0 };
		struct error *err;

		read_one(&s, rows[i].text, &err);
		assert_null(err);
		if (rows[i].subjects)
			assert_string_equal(s.base, rows[i].subjects);
		else
			assert_null(s.base);
		series_release(&s);
	}
}

static void refused(struct series *s, const char *text, size_t len, const char *why)
{
	struct error *err = series_add(s, text, len, "file");

	assert_non_null(err);
	if (!strstr(error_text(err), why) || strncmp(error_text(err), "file: ", 6))
		fail_msg("'%s' for '%s'", error_text(err), why);
	error_free(err);
	series_release(s);
}

static void hostile(void **state)
{
	struct series s = { 0 };
	struct str text = STR_INIT;

	(void)state;
	refused(&s, "", 0, "no patch");
	refused(&s, "hello\n", 6, "no patch");
	refused(&s, "a\0b", 3, "byte 2 is NUL");
	refused(&s, "x", (size_t)SERIES_MAX_BYTES + 1, "larger than the 128 MiB");
	for (unsigned i = 0; i <= SERIES_MAX_PATCHES; i++)
		str_addf(&text, FROM HEAD "Subject: %u\n\n---\n--- a/x\n+++ b/x\n"
				"@@ -1 +1 @@\n-a\n+b\n\n", i);
	refused(&s, text.buf, text.len, "more than 1000 patches");
	str_clear(&text);
	for (unsigned i = 0; i < 100000; i++)	/* linear, or this takes long */
		str_add(&text, FROM);
	refused(&s, text.buf, text.len, "no patch in 100000 mails");
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailboxes),
		cmocka_unit_test(logs),
		cmocka_unit_test(several_files),
		cmocka_unit_test(the_base),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
