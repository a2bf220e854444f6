// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "history/date.h"
#include "history/mail.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

#define ID "376991db4b6464e906d699ef07681e2ffa8ab08c"
#define FROM_LINE "From " ID " Mon Sep 17 00:00:00 2001\n"
#define HEAD "From: A U Thor <a@b.c>\nDate: Mon, 4 Mar 2019 10:00:00 +0100\n"
#define DIFF "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
#define STAT "---\n x | 2 +-\n 1 file changed\n\n"
#define PARTS "Content-Type: multipart/mixed; boundary=\"b; 1\"\n"
#define THEN 1551690000

static void parse(struct mail *m, const char *text)
{
	struct error *err = mail_parse(m, text, strlen(text));

	if (err)
		fail_msg("%s\nin: %.200s", error_text(err), text);
}

static void refuses(const char *text, size_t len, const char *expected)
{
	struct mail m;
	struct error *err = mail_parse(&m, text, len);

	assert_non_null(err);
	if (!strstr(error_text(err), expected))
		fail_msg("'%s' does not hold '%s'", error_text(err), expected);
	error_free(err);
	assert_null(m.subject);
	mail_release(&m);
}

struct expected {
	const char *id, *subject, *author;
	long long date;
	const char *message, *diff;
};

static void is(const struct mail *m, const struct expected *e)
{
	if (e->id)
		assert_string_equal(m->id, e->id);
	else
		assert_null(m->id);
	assert_string_equal(m->subject, e->subject);
	assert_string_equal(m->author, e->author);
	assert_int_equal(m->author_date, e->date);
	assert_string_equal(m->message, e->message);
	assert_string_equal(m->diff, e->diff);
}

static const struct expected thor = {
	ID, "foo: bar", "A U Thor <a@b.c>", THEN,
	"foo: bar\n\nSome text.\n\nSigned-off-by: A\n", DIFF
};
static const struct expected nameless = {
	NULL, "foo: bar", "A U Thor <a@b.c>", THEN,
	"foo: bar\n\nSome text.\n\nSigned-off-by: A\n", DIFF
};
#define BODY "Some text.\n\nSigned-off-by: A\n"

/* What each form of the same patch gives. */
static void the_forms(void **state)
{
	static const char *const with_id[] = {
		FROM_LINE HEAD "Subject: [PATCH] foo: bar\n\n" BODY STAT DIFF,
		"\xef\xbb\xbf\n" FROM_LINE HEAD "Subject: [PATCH] foo: bar\n\n\n" BODY STAT DIFF,
		FROM_LINE HEAD "Subject: foo:\n bar\n\n" BODY DIFF,
		"commit " ID "\nAuthor: A U Thor <a@b.c>\nDate:   Mon Mar 4 10:00:00 2019 +0100\n\n"
		"    foo: bar\n    \n    Some text.\n\n    Signed-off-by: A\n\n" DIFF,
		"commit 376991DB4B6464E906D699EF07681E2FFA8AB08C (HEAD -> main, tag: v5.1)\n"
		"Merge: 1 2\nAuthor:     A U Thor <a@b.c>\n"
		"AuthorDate: Mon Mar 4 10:00:00 2019 +0100\n"
		"Commit:     C <c@b.c>\nCommitDate: Tue Mar 5 10:00:00 2019 +0100\n\n"
		"    foo: bar\n\n    Some text.\n\n    Signed-off-by: A\n\nNotes:\n    well\n"
		STAT DIFF,
		"commit " ID "\nAuthor: A U Thor <a@b.c>\nDate:   2019-03-04 10:00:00 +0100\n\n"
		"    foo: bar\n\n    Some text.\n\n    Signed-off-by: A\n\n" DIFF
		"commit 0b777eee88d712256ba8232a9429edb17c4f9ceb\nAuthor: B <b@b.c>\n\n    other\n",
		FROM_LINE HEAD "Subject: [PATCH 1/2] foo: bar\n\n" BODY STAT DIFF
		FROM_LINE "From: B <b@b.c>\nSubject: [PATCH 2/2] other\n\n" DIFF,
	};
	static const char *const without[] = {
		HEAD "Subject: [PATCH] foo: bar\n\n" BODY STAT DIFF,
		"Received: from x\n\tby y; Mon, 4 Mar 2018\nX-Odd_One: 1\n"
		"subject:\n [PATCH v2\n\t3/7] foo: bar\nMIME-Version: 1.0\nMessage-Id: <1@x>\n"
		HEAD "\n" BODY STAT DIFF,
		"From a@b.c Mon Mar  4 10:00:00 2019\n" HEAD "Subject: Re: [PATCH] foo: bar\n\n"
		BODY DIFF,
		"From a@b.c Mon Mar  4 10:00:00 2019 +0100\n>From b@c\n" HEAD
		"Subject: foo: bar\n\n" BODY DIFF,
		"From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n" HEAD
		"Subject: foo: bar\n\n" BODY DIFF,
		"From: Maintainer <m@x>\nDate: Tue, 5 Mar 2019 10:00:00 +0000\n"
		"Subject: [PATCH] other\n\n" HEAD
		"Subject: [PATCH 1/2] foo: bar\n\n" BODY STAT DIFF,
		"From: \"Maintainer, The\" <m@x>\nDate: Mon, 4 Mar 2019 09:00:00 GMT\n"
		"Subject: foo: bar\n\nFrom: A U Thor <a@b.c>\n\n" BODY STAT DIFF,
	};
	struct mail m;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(with_id) + COUNT(without); i++) {
		parse(&m, i < COUNT(with_id) ? with_id[i] : without[i - COUNT(with_id)]);
		is(&m, i < COUNT(with_id) ? &thor : &nameless);
		mail_release(&m);
	}
}

static void any_line_ends(void **state)
{
	static const char *const texts[] = {
		FROM_LINE HEAD "Subject: [PATCH] foo: bar\n\n" BODY STAT DIFF,
		"commit " ID "\nAuthor: A U Thor <a@b.c>\nDate:   Mon Mar 4 10:00:00 2019 +0100\n\n"
		"    foo: bar\n    \n    Some text.\n\n    Signed-off-by: A\n\n" DIFF,
	};
	struct str s = STR_INIT;
	const char *c;
	struct mail m;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		str_clear(&s);
		for (c = texts[i]; *c; c++)
			str_addf(&s, "%s%c", *c == '\n' ? "\r" : "", *c);
		parse(&m, s.buf);
		is(&m, &thor);
		mail_release(&m);
	}
	str_release(&s);
	/* of an mbox that ends its own line in another way */
	parse(&m, FROM_LINE "Subject: a\r\n\r\n--- a/x\r\n+++ b/x\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n");
	assert_string_equal(m.id, ID);
	assert_string_equal(m.diff, "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n");
	mail_release(&m);
	parse(&m, "Subject: a\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\r\n");
	assert_string_equal(m.diff, "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\r\n");
	mail_release(&m);
}

static void encoded_bodies(void **state)
{
	static const char *const texts[] = {
		HEAD "Subject: foo: bar\nContent-Transfer-Encoding: quoted-printable\n\n"
		"Some te=\nxt.\n\nSigned=2Doff-by: A=20\n---\n x | 2 +-\n\n"
		"diff --git a/x b/x\n--- a/x\n+++ b/x=  \n\n@@ -1 +1 @@\n-a\n+b\n",
		HEAD "Subject: foo: bar\nContent-Type: text/plain; charset=\"utf-8\"\n"
		"content-transfer-encoding: BASE64\n\n"
		"U29tZSB0ZXh0Lg0KDQpTaWduZWQtb2ZmLWJ5OiBBDQotLS0NCg0KZGlmZiAtLWdpdCBhL3ggYi94\n"
		"DQotLS0gYS94DQorKysgYi94DQpAQCAtMSArMSBAQA0KLWENCitiDQo=\n",
		HEAD "Subject: foo: bar\n" PARTS "\npreamble\n--b; 1\nContent-Type: text/plain;\n"
		" format=flowed\n\n" BODY STAT DIFF "--b; 1--\ndiff -epilogue\n",
		HEAD "Subject: foo: bar\n" PARTS "\n--b; 1\n"
		"Content-Type: multipart/alternative; boundary=c\n\n"
		"--c\nContent-Type: text/html\n\n<p>\n--c\n\n" BODY STAT DIFF
		"--c\nContent-Type: text/html\n\n<p>\n--c--\n--b; 1--\n",
		HEAD "Subject: foo: bar\n" PARTS "\n--b; 1\nContent-Type: text/plain\n\n" BODY STAT
		"--b; 1\nContent-Type: text/x-patch; name=a.patch\n\n" DIFF "--b; 1--\n",
		HEAD "Subject: foo: bar\n" PARTS "\n" BODY STAT DIFF,
	};
	struct mail m;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		parse(&m, texts[i]);
		assert_string_equal(m.subject, thor.subject);
		assert_string_equal(m.message, thor.message);
		assert_true(str_starts(m.diff, "diff --git a/x b/x\n--- a/x\n+++ b/x\n"));
		assert_true(str_ends(m.diff, "\n-a\n+b\n"));
		mail_release(&m);
	}
}

static void subjects(void **state)
{
	static const struct {
		const char *raw, *subject;
	} cases[] = {
		{ "[PATCH v2 3/7] a: b", "a: b" },
		{ "[PATCH 5.10 12/99] a: b", "a: b" },
		{ "[PATCHv2] a: b", "a: b" },
		{ "[net-next PATCH] a: b", "a: b" },
		{ "[RFC][PATCH] a: b", "a: b" },
		{ "[net,v2,3/7] a: b", "a: b" },
		{ "Re: [PATCH] Re: a: b", "a: b" },
		{ "RE:a: b", "a: b" },
		{ "[PATCH] [media] a: b", "[media] a: b" },
		{ "[media] a: b [PATCH]", "[media] a: b [PATCH]" },
		{ "[patchwork] a", "[patchwork] a" },
		{ "[list] [x] [PATCH] [media] a", "[media] a" },
		{ "[list] [media] a", "[list] [media] a" },
		{ "[list] [PATCH a", "[list] [PATCH a" },
		{ "[PATCH a: b", "[PATCH a: b" },
		{ "Revert \"a: b\"", "Revert \"a: b\"" },
		{ "=?UTF-8?q?a=3A_b_=C3=A4?=", "a: b \xc3\xa4" },
		{ "=?utf-8?B?YTogw6Q=?=", "a: \xc3\xa4" },
		{ "=?ISO-8859-1?Q?a=E4?=", "a\xc3\xa4" },
		{ "=?iso-8859-1*en?b?5A==?=", "\xc3\xa4" },
		{ "=?windows-1252?q?=80=81?=", "\xe2\x82\xac?" },
		{ "=?ISO-2022-JP?B?GyRCRnwbKEI=?=", "\xe6\x97\xa5" },
		{ "=?no-such-set?q?a=E4?=", "a\xe4" },
		{ "=?utf-8?q?[PATCH]_a?= =?utf-8?q?b?= c", "ab c" },
		{ "=?utf-8?q?a=C3?=\n =?utf-8?q?=A4?=", "a\xc3\xa4" },
		{ "=?utf-8?q?a=0A=00b?=", "a  b" },
		{ "=?utf-8?q?a", "=?utf-8?q?a" },
		{ "=?utf-8?x?a?= =?=?=?", "=?utf-8?x?a?= =?=?=?" },
		{ "=?utf-8?q?a= =X?=", "a= =X" },
		{ "a\x01\tb", "a  b" },
	};
	struct mail m;
	size_t i;
	char *text;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		text = mem_printf("Subject: %s\n\n" DIFF, cases[i].raw);
		parse(&m, text);
		assert_string_equal(m.subject, cases[i].subject);
		mail_release(&m);
		mem_free(text);
	}
}

/* What the body says goes before what the header says, and only that. */
static void what_the_body_says(void **state)
{
	struct mail m;

	(void)state;
	parse(&m, "Subject: [PATCH v2 2/5] a\n\nSubject: [PATCH 3/5] b\n\n" DIFF);
	assert_string_equal(m.subject, "b");
	assert_int_equal(m.number, 3);
	assert_int_equal(m.version, 2);
	mail_release(&m);
	parse(&m, "Subject: =?utf-8?q?Re=3A_=5BPATCH_v2_2/5=5D?= a\n\nSubject: b\n\n" DIFF);
	assert_string_equal(m.subject, "b");
	assert_int_equal(m.number, 2);
	assert_int_equal(m.total, 5);
	assert_int_equal(m.version, 2);
	assert_true(m.reply);
	mail_release(&m);
	/* where nothing is said; of a commit */
	parse(&m, "Subject: a\n\n");
	assert_int_equal(m.total, 0);
	assert_int_equal(m.version, 1);
	assert_null(m.base);
	mail_release(&m);
	parse(&m, "commit " ID "\nAuthor: A <a@b.c>\n\n    Re: [PATCH v2 2/5] a\n\n" DIFF);
	assert_int_equal(m.total, 0);
	assert_int_equal(m.version, 1);
	assert_false(m.reply);
	mail_release(&m);
}

/* Wherever it stands in a text that is decoded. */
static void the_base(void **state)
{
	static const char *const texts[] = {
		"Subject: a\n\nText.\n\nbase-commit: " ID "\n",
		"Subject: a\n\n---\nbase-commit: " ID " \n\n" DIFF,
		"Subject: a\n\n" DIFF
		"base-commit: 376991DB4B6464E906D699EF07681E2FFA8AB08C\n-- \n2\n",
		"Subject: a\n" PARTS "\n--b; 1\n\nx\n--b; 1\n\nbase-commit: " ID "\n"
		"--b; 1\n\nbase-commit: 476991db4b6464e906d699ef07681e2ffa8ab08c\n--b; 1--\n",
		DIFF "base-commit: " ID "\nbase-commit: 476991db4b6464e906d699ef07681e2ffa8ab08c\n",
	};
	static const char *const without[] = {
		"Subject: a\nbase-commit: " ID "\n\n" DIFF,	/* no text */
		"Subject: a\n\n> base-commit: " ID "\n" DIFF "-base-commit: " ID "\n",
		"Subject: a\n\nbase-commit: " ID "0\n" DIFF " base-commit: " ID "\n",
		("Subject: a\n\nbase-commit: 0000000000000000000000000000000000000000\n" DIFF),
	};
	struct mail m;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		parse(&m, texts[i]);
		assert_string_equal(m.base, ID);
		mail_release(&m);
	}
	for (size_t i = 0; i < COUNT(without); i++) {
		parse(&m, without[i]);
		assert_null(m.base);
		mail_release(&m);
	}
}

static void authors(void **state)
{
	static const struct {
		const char *raw, *author;
	} cases[] = {
		{ "A U Thor <a@b.c>", "A U Thor <a@b.c>" },
		{ "\"Thor, A \\\"U\\\"\" <a@b.c>", "Thor, A \"U\" <a@b.c>" },
		{ "a@b.c (A U Thor)", "A U Thor <a@b.c>" },
		{ "=?UTF-8?q?Uwe_Kleine-K=C3=B6nig?= <u@b.c>", "Uwe Kleine-K\xc3\xb6nig <u@b.c>" },
		{ "=?iso-8859-1?Q?Uwe?= =?iso-8859-1?Q?_K=F6nig?=\n <u@b.c>",
		  "Uwe K\xc3\xb6nig <u@b.c>" },
		{ "K\xf6nig <u@b.c>", "K\xf6nig <u@b.c>" },
		{ "a@b.c", "a@b.c" },
		{ "(", "(" },
		{ "()", "()" },
		{ "\\", "\\" },
		{ "\"", "" },
	};
	struct mail m;
	size_t i;
	char *text;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		text = mem_printf("From: %s\nSubject: a\n\n" DIFF, cases[i].raw);
		parse(&m, text);
		assert_string_equal(m.author, cases[i].author);
		mail_release(&m);
		mem_free(text);
	}
}

static void dates(void **state)
{
	static const struct {
		const char *text;
		long long at;
	} cases[] = {
		{ "Mon, 4 Mar 2019 10:00:00 +0100", THEN },
		{ "Mon,  4 Mar 2019 10:00:00 +0100 (CET)", THEN },
		{ "4 mar 19 10:00 +0100", THEN },
		{ "Mon, 4 Mar 2019 09:00:00 GMT", THEN },
		{ "Mon, 4 Mar 2019 09:00:00", THEN },
		{ "Mon, 4 Mar 2019 04:00:00 EST", THEN },
		{ "Mon, 4 Mar 2019 00:30:00 -0830", THEN },
		{ "Mon Mar 4 10:00:00 2019 +0100", THEN },
		{ "2019-03-04 10:00:00 +0100", THEN },
		{ "2019-03-04T10:00:00+01:00", THEN },
		{ "2019-03-04T09:00:00Z", THEN },
		{ "1551690000 +0100", THEN },
		{ "1 Jan 1970 00:00:00 +0000", 0 },
		{ "29 Feb 2000 23:59:59 +0000", 951868799 },
		{ "1 Mar 2100 00:00:00 +0000", 4107542400 },
		{ "1 Jan 1970 00:00:00 +0100", -1 },
		{ "31 Dec 1969 00:00:00 +0000", -1 },
		{ "", -1 },
		{ "yesterday", -1 },
		{ "3 days ago", -1 },
		{ "Mon, 4 Mar 2019", -1 },
		{ "Mon, 4 Foo 2019 10:00:00 +0100", -1 },
		{ "Mon, 32 Mar 2019 10:00:00 +0100", -1 },
		{ "Mon, 4 Mar 2019 24:00:00 +0100", -1 },
		{ "Mon, 4 Mar 2019 10: +0100", -1 },
		{ "Mon, 4 Mar 2019 10:00:00 +9999", -1 },
		{ "Mon, 4 Mar 2019 10:00:00 +01:", -1 },
		{ "Mon, 4 Mar 2019 10:00:00 +01:999999999999", -1 },
		{ "Mon, 4 Mar 99999999 10:00:00 +0100", -1 },
		{ "99999999999999999999999999999999", -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		if (date_parse(cases[i].text) != cases[i].at)
			fail_msg("%s: %lld", cases[i].text, date_parse(cases[i].text));
}

static void where_the_message_ends(void **state)
{
	static const struct {
		const char *body, *message, *diff;
	} cases[] = {
		{ "", "a\n", "" },
		{ "text\n--- \n" DIFF, "a\n\ntext\n", DIFF },
		{ "text\n--- said he\n----\n" DIFF, "a\n\ntext\n--- said he\n----\n", DIFF },
		{ "text\n--- a/x\n+++ b/x\n", "a\n\ntext\n", "--- a/x\n+++ b/x\n" },
		{ "text\n---\nnotes\n", "a\n\ntext\n", "" },
		{ "text\nIndex: x\n===\n--- x\n+++ x\n",
		  "a\n\ntext\nIndex: x\n===\n", "--- x\n+++ x\n" },
		{ "text\n\n\n", "a\n\ntext\n", "" },
		{ "Fixes: x\nFrom: y\n", "a\n\nFixes: x\nFrom: y\n", "" },
		{ ">From here\n", "a\n\n>From here\n", "" },
		{ "From here on\n", "a\n\nFrom here on\n", "" },
	};
	struct mail m;
	size_t i;
	char *text;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		text = mem_printf("Subject: a\n\n%s", cases[i].body);
		parse(&m, text);
		assert_string_equal(m.message, cases[i].message);
		assert_string_equal(m.diff, cases[i].diff);
		mail_release(&m);
		mem_free(text);
	}
}

static void from_in_an_mbox(void **state)
{
	struct mail m;

	(void)state;
	parse(&m, FROM_LINE "Subject: a\n\nFrom here on\n>From there\n>>From x\n> From y\n---\n");
	assert_string_equal(m.message, "a\n\nFrom here on\nFrom there\n>From x\n> From y\n");
	mail_release(&m);
}

static void a_bare_diff(void **state)
{
	struct mail m;

	(void)state;
	parse(&m, DIFF);
	is(&m, &(struct expected){ NULL, "", "", -1, "", DIFF });
	mail_release(&m);
	parse(&m, "What: it does\nindeed.\n\n" DIFF);
	is(&m, &(struct expected){ NULL, "", "", -1, "What: it does\nindeed.\n", DIFF });
	mail_release(&m);
}

static void a_subject_of_many_lines(void **state)
{
	struct mail m;

	(void)state;
	parse(&m, "commit " ID "\nAuthor: A <a>\n\n    foo:\n      bar\n    \n    [PATCH] text\n");
	is(&m, &(struct expected){ ID, "foo: bar", "A <a>", -1,
				   "foo:\n  bar\n\n[PATCH] text\n", "" });
	mail_release(&m);
}

static void what_is_no_patch(void **state)
{
	static const char *const texts[] = {
		"", "\n\n", "\r\n", "int main(void)\n{\n}\n", "From: a\n\ntext\n",
		"commit " ID, "commit " ID "\nAuthor: A <a>\n", "From " ID " ", "diff", "--- a\n",
		"Subject:\n\n", "Subject: [PATCH]\n\n", "\xef\xbb\xbf",
	};
	static const char base64[] = "Subject: a\nContent-Transfer-Encoding: base64\n\nAAAA\n";
	static const char html[] = "Subject: a\nContent-Type: text/html\n\n<p>\n";
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++)
		refuses(texts[i], strlen(texts[i]), "no patch: expected what git format-patch");
	refuses("Subject: a\n\0b", 13, "byte 12 is NUL");
	refuses(base64, strlen(base64), "a NUL byte in its text");
	refuses(html, strlen(html), "no plain text");
	refuses(NULL, 0, "no patch");
}

/* @n times @piece behind @start. */
static char *repeated(const char *start, const char *piece, size_t n)
{
	struct str s = STR_INIT;

	str_add(&s, start);
	while (n--)
		str_add(&s, piece);
	return str_detach(&s);
}

static void hostile_sizes(void **state)
{
	static const struct {
		const char *start, *piece;
	} cases[] = {
		{ "Subject: ", "=?" }, { "Subject: ", "=?utf-8?q?a" },
		{ "Subject: ", "=?a?b?c?= " },
		{ "Subject: a\n", " b\n" }, { "Subject: a\n", "From: b\n" },
		{ "Subject: ", "[" }, { "Subject: ", "[PATCH" }, { "Subject: ", "[PATCH]" },
		{ "Subject: ", "Re:" }, { "From: ", "(\"" }, { "Subject: a\n\n", "--- \n" },
		{ "Subject: a\nContent-Transfer-Encoding: quoted-printable\n\n", "=  " },
		{ "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n" },
		{ "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\ndiff\n" },
		{ "Subject: a\nContent-Type: text/plain; ", "charset=\";" },
		{ FROM_LINE, FROM_LINE }, { "commit " ID "\n", "commit " ID "\n" },
		{ "Subject: a\n\n", ">" }, { "Date: ", "1 " }, { "Date: ", "1" },
	};
	struct mail m;
	size_t i;
	char *text;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		text = repeated(cases[i].start, cases[i].piece, 300000);
		error_free(mail_parse(&m, text, strlen(text)));
		mail_release(&m);
		mem_free(text);
	}
}

static void nested_parts(unsigned depth, const char *expected)
{
	struct str s = STR_INIT;
	struct mail m;
	unsigned i;

	str_add(&s, "Subject: foo: bar\nContent-Type: multipart/mixed; boundary=b0\n\n");
	for (i = 1; i < depth; i++)
		str_addf(&s, "--b%u\nContent-Type: multipart/mixed; boundary=b%u\n\n", i - 1, i);
	str_addf(&s, "--b%u\n\n" BODY STAT DIFF, depth - 1);
	if (expected) {
		refuses(s.buf, s.len, expected);
	} else {
		parse(&m, s.buf);
		assert_string_equal(m.message, thor.message);
		assert_string_equal(m.diff, DIFF);
		mail_release(&m);
	}
	str_release(&s);
}

static void parts_in_parts(void **state)
{
	(void)state;
	nested_parts(1, NULL);
	nested_parts(3, NULL);
	nested_parts(8, NULL);
	nested_parts(9, "parts within parts, more than 8 deep");
	nested_parts(50000, "parts within parts, more than 8 deep");
}

static void from_a_file(void **state)
{
	char path[] = "/tmp/test-mail-XXXXXX";
	int fd = mkstemp(path);
	struct error *err;
	struct mail m;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, FROM_LINE HEAD "Subject: a\n\n" DIFF, 10), 10);
	err = mail_read(&m, path);
	assert_non_null(strstr(error_text(err), path));
	assert_non_null(strstr(error_text(err), "no patch"));
	error_free(err);
	assert_int_equal(ftruncate(fd, 200 << 20), 0);
	err = mail_read(&m, path);
	assert_non_null(strstr(error_text(err), "larger than the 64 MiB"));
	error_free(err);
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(pwrite(fd, DIFF, strlen(DIFF), 0), strlen(DIFF));
	assert_null(mail_read(&m, path));
	assert_string_equal(m.diff, DIFF);
	mail_release(&m);
	close(fd);
	unlink(path);
	err = mail_read(&m, path);
	assert_non_null(strstr(error_text(err), "No such file"));
	error_free(err);
	err = mail_read(&m, "/");
	assert_non_null(strstr(error_text(err), "directory"));
	error_free(err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_forms),
		cmocka_unit_test(any_line_ends),
		cmocka_unit_test(encoded_bodies),
		cmocka_unit_test(subjects),
		cmocka_unit_test(what_the_body_says),
		cmocka_unit_test(the_base),
		cmocka_unit_test(authors),
		cmocka_unit_test(dates),
		cmocka_unit_test(where_the_message_ends),
		cmocka_unit_test(from_in_an_mbox),
		cmocka_unit_test(a_bare_diff),
		cmocka_unit_test(a_subject_of_many_lines),
		cmocka_unit_test(what_is_no_patch),
		cmocka_unit_test(hostile_sizes),
		cmocka_unit_test(parts_in_parts),
		cmocka_unit_test(from_a_file),
	};

	return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
