// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
#define V2(number, subject, x) MAIL("[PATCH v2 " number "] " subject, DIFF(x))
#define V1(number, subject, x) MAIL("[PATCH " number "] " subject, DIFF(x))
#define V3(number, subject, x) MAIL("[PATCH v3 " number "] " subject, DIFF(x))
#define THREE V1("1/3", "a", "a") V1("2/3", "b", "b") V1("3/3", "c", "c")
#define FOOTER "_______\nlist mailing list\nlist@x\n"
#define BASE "1234567890123456789012345678901234567890"
#define ANOTHER "base-commit: abcdefabcdefabcdefabcdefabcdefabcdefabcd\n\n"

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
		/* the copies that two lists sent of one mail, and a change below the signature */
		{ ONE ONE FOOTER TWO TWO FOOTER, "one two " },
		{ ONE MAIL("[list] [PATCH 1/2] one", DIFF("one")) TWO, "one two " },
		{ ONE MAIL("[RESEND PATCH 1/2] one", DIFF("one")) TWO, "one two " },
		{ MAIL("Re: [PATCH 1/2] one", DIFF("one")) ONE TWO, "one two " },
		{ V1("1/2", "x", "x") V1("2/2", "x", "x"), "x x " },
		/* the same subject, not the same diff: a hunk below the signature counts */
		{ ONE MAIL("[PATCH 1/2] one", DIFF("one") "-- \n@@ -9 +9 @@\n-a\n+b\n") TWO,
		  "two patches 1/2 are in the mailbox" },
		{ ONE TWO V1("2/2", "two", "other"), "two patches 2/2 are in the mailbox" },
		{ ONE V1("1/2", "other", "other"), "two patches 1/2 are in the mailbox" },
		{ MAIL("[PATCH 1/1] a", DIFF("a")) MAIL("[PATCH 1/1] b", DIFF("b")), "a b " },
		/* two series, one in the other; in the second only one patch, which is fine */
		{ ONE MAIL("[PATCH 1/3] a", DIFF("a")) TWO MAIL("[PATCH 3/3] c", DIFF("c"))
		  MAIL("[PATCH 2/3] b", DIFF("b")), "one two a b c " },
		{ ONE MAIL("[PATCH 1/2] three", DIFF("3")) TWO MAIL("[PATCH 2/2] four", DIFF("4")),
		  "one two three four " },
		{ ONE MAIL("[PATCH 4/7] a", DIFF("a")) TWO, "one two a " },
		{ FROM HEAD "Content-Type: text/html\nSubject: [PATCH 1/2] one\n\n<p>\n\n" ONE TWO,
		  "one two " },
		/* a sentence is no From line */
		{ FROM HEAD "Subject: a\n\nFrom here on\nFrom x at 10:00:00 in 2019\n" DIFF("a")
		  "\n" ONE, "a one " },
		{ "From mboxrd@z Thu Jan  1 00:00:00 1970\n" HEAD "Subject: a\n\n" DIFF("a") "\n"
		  "From - Thu Jan  1 00:00:00 1970 +0100\n" HEAD "Subject: b\n\n" DIFF("b"),
		  "a b " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		expect(&rows[i]);
}

/* Some patches once more, as a later version. */
static void sent_again(void **state)
{
	static const struct row rows[] = {
		{ THREE V2("2/3", "b", "B"), "a b c " },
		{ V2("2/3", "b", "B") THREE, "a b c " },
		{ THREE V2("2/3", "b", "B") V2("3/3", "c", "C"), "a b c " },
		{ THREE V2("2/3", "b", "B") V3("2/3", "b", "D"), "a b c " },
		{ THREE V2("2/3", "b", "B") V3("3/3", "c", "D"), "a b c " },
		/* fewer, more, other ones than before: all of the old are gone */
		{ THREE V2("1/2", "a", "A") V2("2/2", "b", "B"), "a b " },
		{ THREE V2("1/2", "b", "B") V2("2/2", "a", "A"), "b a " },
		{ THREE V2("1/3", "x", "A") V2("2/3", "y", "B") V2("3/3", "c", "C"), "x y c " },
		{ THREE MAIL("[PATCH v2] b", DIFF("all")), "b " },
		{ MAIL("[PATCH] a", DIFF("a")) V2("1/2", "a", "A") V2("2/2", "b", "B"), "a b " },
		{ THREE V2("1/3", "a", "A") MAIL("[PATCH v3] a", DIFF("all")), "a " },
		/* all of them, and one of these again, in any order */
		{ THREE V2("1/3", "a", "A") V2("2/3", "b", "B") V2("3/3", "c", "C")
		  V3("2/3", "b", "D"), "a b c " },
		{ V3("2/3", "b", "D") V2("1/3", "a", "A") V2("2/3", "b", "B") V2("3/3", "c", "C")
		  THREE, "a b c " },
		{ V3("2/3", "b", "D") V2("2/3", "b", "B") THREE, "a b c " },
		/* alone, but not at its old place */
		{ THREE V2("1/3", "b", "B"), "patch 2/3 is not in the mailbox" },
		{ THREE V2("2/4", "b", "B"), "patch 1/4 is not in the mailbox" },
		/* what is of another length, or has no number, is of another series */
		{ THREE ONE TWO V2("1/2", "a", "A") V2("2/2", "b", "B") MAIL("y", DIFF("y")),
		  "one two a b y " },
		/* a reply is none, whatever it holds */
		{ THREE MAIL("Re: [PATCH 1/3] a", DIFF("q")) MAIL("Re: [PATCH v2] a", DIFF("r")),
		  "a b c " },
		{ THREE V2("2/3", "b", "B") MAIL("Re: [PATCH v2 1/3] a", DIFF("q"))
		  MAIL("Re: [PATCH v2 3/3] c", DIFF("r")), "a b c " },
		{ THREE MAIL("Re: [PATCH v2 2/3] b", DIFF("B")), "a b c " },
		{ THREE MAIL("Re: [PATCH v2] b", DIFF("B")), "a b c " },
		/* the cover letter says that all came again */
		{ THREE MAIL("[PATCH v2 0/3] all", "") V2("1/3", "a", "A") V2("2/3", "b", "B"),
		  "patch 3/3 is not in the mailbox" },
		{ THREE MAIL("[PATCH v2 0/3] all", "") V2("2/3", "b", "B"),
		  "patch 1/3 is not in the mailbox" },
		{ MAIL("[PATCH] a", DIFF("a")) V2("1/2", "a", "A"),
		  "patch 2/2 is not in the mailbox" },
		/* what is another series stays */
		{ THREE V2("1/3", "d", "d") V2("2/3", "e", "e") V2("3/3", "f", "f"),
		  "a b c d e f " },
		{ ONE TWO V2("1/3", "d", "d") V2("2/3", "e", "e"),
		  "patch 3/3 is not in the mailbox" },
	};
	struct series s = { 0 };
	struct error *err;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		expect(&rows[i]);
	read_one(&s, THREE V2("2/3", "b", "B"), &err);
	assert_null(err);
	assert_int_equal(s.patches.item[1].mail.version, 2);
	assert_non_null(strstr(s.patches.item[1].mail.diff, "b/B"));
	assert_int_equal(s.patches.item[2].mail.version, 1);
	series_release(&s);
	read_one(&s, ONE TWO V2("1/2", "one", "new") V2("2/2", "two", "two"), &err);
	assert_null(err);
	assert_int_equal(s.patches.item[0].mail.version, 2);
	assert_int_equal(s.patches.item[1].mail.version, 2);
	series_release(&s);
}

#define COMMIT(n, day) "commit " #n "76991db4b6464e906d699ef07681e2ffa8ab08c\nAuthor: A <a@b.c>\n" \
	"Date:   Mon Mar " #day " 10:00:00 2019 +0100\n\n    commit-" #n "\n\n" \
	"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-" #n "\n+x\n\n"

/* One that makes @new of a file that was @old. */
#define STEP(n, day, old, new) "commit " #n "76991db4b6464e906d699ef07681e2ffa8ab08c\n" \
	"Author: A <a@b.c>\nDate:   Mon Mar " #day " 10:00:00 2019 +0100\n\n    commit-" #n "\n\n" \
	"diff --git a/x b/x\nindex " old ".." new " 100644\n" \
	"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+x\n\n"

static void logs(void **state)
{
	static const struct row rows[] = {
		{ COMMIT(3, 6) COMMIT(2, 5) COMMIT(1, 4), "commit-1 commit-2 commit-3 " },
		{ COMMIT(1, 4) COMMIT(2, 5), "commit-1 commit-2 " },	/* git log --reverse */
		{ COMMIT(1, 4) COMMIT(2, 4), "commit-2 commit-1 " },
		{ COMMIT(1, 4), "commit-1 " },
		{ "\n\n" COMMIT(3, 6) COMMIT(2, 5), "commit-2 commit-3 " },
		/* authors' dates mislead where what was written first was applied last */
		{ STEP(2, 4, "bbb", "ccc") STEP(1, 5, "aaa", "bbb"), "commit-1 commit-2 " },
		{ STEP(1, 5, "aaa", "bbb") STEP(2, 4, "bbb", "ccc"), "commit-1 commit-2 " },
		{ STEP(3, 4, "ccc", "ddd") STEP(2, 5, "bbb", "ccc") STEP(1, 6, "aaa", "bbb"),
		  "commit-1 commit-2 commit-3 " },
		/* there and back tells nothing, nor does once more; nor does a new file */
		{ STEP(3, 4, "aaa", "bbb") STEP(2, 5, "bbb", "aaa") STEP(1, 6, "aaa", "bbb"),
		  "commit-3 commit-2 commit-1 " },
		{ STEP(2, 4, "bbb", "aaa") STEP(1, 5, "aaa", "bbb"), "commit-2 commit-1 " },
		{ STEP(2, 4, "000", "aaa") STEP(1, 5, "bbb", "000"), "commit-2 commit-1 " },
		{ STEP(2, 4, "", "") STEP(1, 5, "", ""), "commit-2 commit-1 " },
		{ STEP(2, 4, "aaa", "aaa") STEP(1, 5, "aaa", "aaa"), "commit-2 commit-1 " },
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

struct files {
	const char *text[4];
	const char *subjects;	/* as in struct row */
};

static void files_in_order(void **state)
{
	static const struct files rows[] = {
		{ { MAIL("[PATCH 3/9] c", DIFF("c")), MAIL("[PATCH 2/9] b", DIFF("b")) }, "b c " },
		{ { MAIL("[PATCH 2/9] b", DIFF("b")), MAIL("[PATCH 4/9] d", DIFF("d")) }, "b d " },
		{ { MAIL("b", DIFF("b")), MAIL("a", DIFF("a")) }, "b a " },
		{ { MAIL("b", DIFF("b")), TWO, ONE, MAIL("a", DIFF("a")) }, "b one two a " },
		{ { DIFF("x"), DIFF("y") }, "  " },
		{ { ONE, MAIL("[PATCH 1/2] other", DIFF("other")) }, "one other " },
		{ { ONE, ONE }, "one " },
		{ { ONE, V2("1/2", "one", "new") }, "one " },
		/* one mailbox lacks what the other has */
		{ { MAIL("[PATCH 1/3] a", DIFF("a")) MAIL("[PATCH 3/3] c", DIFF("c")),
		    MAIL("[PATCH 2/3] b", DIFF("b")) }, "a b c " },
		{ { MAIL("[PATCH 3/3] c", DIFF("c")) MAIL("[PATCH 2/3] b", DIFF("b")),
		    MAIL("[PATCH 1/3] a", DIFF("a")) }, "a b c " },
		{ { MAIL("[PATCH 3/3] c", DIFF("c")) MAIL("[PATCH 2/3] b", DIFF("b")), ONE },
		  "patch 1/3 is not in the mailbox" },
		{ { COMMIT(3, 6) COMMIT(2, 5), ONE, COMMIT(4, 8) COMMIT(1, 7) },
		  "commit-2 commit-3 one commit-1 commit-4 " },
		{ { MAIL("Re: x", DIFF("x")), MAIL("y", DIFF("y")) }, "y " },
		{ { ONE, COVER }, "no diff in it" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct series s = { 0 };
		struct str told = STR_INIT;
		struct error *err = NULL;

		for (size_t k = 0; k < 4 && rows[i].text[k] && !err; k++)
			err = series_add(&s, rows[i].text[k], strlen(rows[i].text[k]), NULL);
		if (!err)
			err = series_settle(&s);
		for (size_t k = 0; !err && k < s.patches.n; k++)
			str_addf(&told, "%s ", s.patches.item[k].mail.subject);
		str_add(&told, err ? error_text(err) : "");
		if (strcmp(told.buf, rows[i].subjects))
			fail_msg("'%s' not '%s'", told.buf, rows[i].subjects);
		error_free(err);
		str_release(&told);
		series_release(&s);
	}
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
		{ MAIL("[PATCH 1/2] one", DIFF("x") " base-commit: " BASE "\n") TWO, NULL },
		/* of the latest version; of none of which nothing is left; not of a reply */
		{ ONE TWO "base-commit: 0" BASE "\n", NULL },
		{ ONE ANOTHER V2("1/2", "one", "1")
		  "base-commit: " BASE "\n", BASE },
		{ V2("1/2", "one", "1") "base-commit: " BASE "\n\n" ONE ANOTHER, BASE },
		{ ONE "base-commit: " BASE "\n\n" V2("1/2", "one", "1"), NULL },
		{ THREE "base-commit: " BASE "\n\n" V2("2/3", "b", "B"), BASE },
		{ ONE MAIL("Re: x", "") ANOTHER TWO "base-commit: " BASE "\n", BASE },
		{ MAIL("Re: x", DIFF("x")) "base-commit: " BASE "\n", BASE },
		{ ONE "base-commit: " BASE "\n\n" TWO ANOTHER, BASE },
		/* in base64, behind a diff, and at the end of a cover letter as b4 writes it */
		{ FROM HEAD "Subject: x\nContent-Transfer-Encoding: base64\n\n"
		  "LS0tIGEveAorKysgYi94CkBAIC0xICsxIEBACi1hCitiCmJhc2UtY29tbWl0OiAxMjM0NTY3ODkw\n"
		  "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwCg==\n", BASE },
		{ FROM HEAD "Subject: [PATCH 0/2] all\nContent-Transfer-Encoding: base64\n\n"
		  "Q292ZXIuCgotLS0KeAotLS0KYmFzZS1jb21taXQ6IDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2\n"
		  "Nzg5MDEyMzQ1Njc4OTAK\n\n" ONE TWO, BASE },
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

/* Each sort of mail in its own encoding, and what ends the lines. */
static void encodings(void **state)
{
#define SECOND FROM HEAD "Subject: [PATCH 2/2] two\n"
#define ENCODED(how) SECOND "Content-Transfer-Encoding: " how "\n\n"
#define PARTS SECOND "Content-Type: multipart/mixed; boundary=\"b\"\n\n"
	static const char *const seconds[] = {
		TWO,
		ENCODED("base64")
		"VGV4dC4KLS0tCi0tLSBhL3R3bworKysgYi90d28KQEAgLTEgKzEgQEAKLWEKK3R3bwo=\n",
		ENCODED("quoted-printable")
		"Text=2E\n---\n--- a/t=\nwo\n+++ b/two\n@@ -1 +1 @@\n-a\n+two\n",
		PARTS "--b\n\nText.\n---\n\n--b\nContent-Type: text/x-patch\n"
		"Content-Disposition: attachment; filename=\"0002.patch\"\n\n"
		"--- a/two\n+++ b/two\n@@ -1 +1 @@\n-a\n+two\n--b--\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(seconds) * 2; i++) {
		struct str text = STR_INIT;
		struct series s = { 0 };
		struct error *err;

		str_addf(&text, "%s\n%s", seconds[i / 2], ONE);
		if (i % 2) {
			struct str lines = STR_INIT;

			for (const char *c = text.buf; *c; c++)
				str_addf(&lines, "%s%c", *c == '\n' ? "\r" : "", *c);
			str_release(&text);
			text = lines;
		}
		read_one(&s, text.buf, &err);
		assert_null(err);
		assert_int_equal(s.patches.n, 2);
		assert_string_equal(s.patches.item[0].mail.subject, "one");
		assert_string_equal(s.patches.item[1].mail.message, "two\n\nText.\n");
		assert_non_null(strstr(s.patches.item[1].mail.diff,
				       "--- a/two\n+++ b/two\n@@ -1 +1 @@\n-a\n+two\n"));
		series_release(&s);
		str_release(&text);
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
	str_add(&text, ONE FROM);	/* too large is not passed over */
	while (text.len < MAIL_MAX_BYTES + 1000)
		str_add(&text, "a long line, and another, and another, and another\n");
	refused(&s, text.buf, text.len, "larger than the 64 MiB");
	str_clear(&text);
	for (unsigned i = 0; i < 100000; i++)	/* linear, or this takes long */
		str_add(&text, FROM);
	refused(&s, text.buf, text.len, "no patch in 100000 mails");
	str_release(&text);
}

/* As many patches as may be, long and alike but for their ends, or all of one number. */
static void many_patches(void **state)
{
	static const char *const subjects[] = {
		"%u", "[PATCH 1/2] %u", "[PATCH %u/1000] x", "[PATCH v%u 1/1] x"
	};
	static const size_t kept[] = { SERIES_MAX_PATCHES, 0, SERIES_MAX_PATCHES, 1 };
	char *same = mem_alloc(100001);

	(void)state;
	memset(same, 'x', 100000);
	for (size_t k = 0; k < COUNT(subjects); k++) {
		struct str text = STR_INIT;
		struct series s = { 0 };
		struct error *err;

		for (unsigned i = SERIES_MAX_PATCHES; i; i--) {
			str_add(&text, FROM HEAD "Subject: ");
			str_addf(&text, subjects[k], i);
			str_add(&text, "\n\n---\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+");
			str_addf(&text, "%s%u\n\n", same, i);
		}
		read_one(&s, text.buf, &err);
		if (kept[k]) {
			assert_null(err);
			assert_int_equal(s.patches.n, kept[k]);
			assert_int_equal(s.patches.item[0].mail.number, k == 2 || k == 3);
		} else {
			assert_string_equal(error_text(err), "two patches 1/2 are in the mailbox");
		}
		error_free(err);
		series_release(&s);
		str_release(&text);
	}
	mem_free(same);
}

/* With a pipe, a file and a folder. */
static void from_files(void **state)
{
	char path[] = "/tmp/test_series.XXXXXX";
	struct series s = { 0 };
	struct error *err;
	int fd = mkstemp(path), ends[2];

	(void)state;
	assert_int_equal(write(fd, TWO ONE, strlen(TWO ONE)), strlen(TWO ONE));
	close(fd);
	assert_null(series_read(&s, path));
	unlink(path);
	assert_int_equal(s.mails, 2);
	assert_int_equal(s.texts, 1);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x\n", 2), 2);
	close(ends[1]);
	err = series_read_fd(&s, ends[0]);
	close(ends[0]);
	assert_int_equal(strncmp(error_text(err), "standard input: ", 16), 0);
	error_free(err);
	err = series_read(&s, "/tmp");
	assert_string_equal(error_text(err), "/tmp: cannot read it: Is a directory");
	error_free(err);
	err = series_read(&s, path);
	assert_non_null(strstr(error_text(err), path));
	error_free(err);
	assert_null(series_settle(&s));
	assert_int_equal(s.patches.n, 2);
	series_release(&s);
	assert_null(series_settle(&s));	/* of nothing */
	series_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailboxes),
		cmocka_unit_test(sent_again),
		cmocka_unit_test(logs),
		cmocka_unit_test(several_files),
		cmocka_unit_test(files_in_order),
		cmocka_unit_test(the_base),
		cmocka_unit_test(encodings),
		cmocka_unit_test(hostile),
		cmocka_unit_test(many_patches),
		cmocka_unit_test(from_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
