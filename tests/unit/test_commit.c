// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "history/commit.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define ID1 "1111111111111111111111111111111111111111"
#define ID2 "2222222222222222222222222222222222222222"
#define ID3 "abcdefabcdefabcdefabcdefabcdefabcdefabcd"
#define TREE "tree " ID1 "\n"
#define WHO "A U Thor <a@example.org>"
#define AUTHOR "author " WHO " 1500000000 +0200\n"
#define COMMITTER "committer C <c@example.org> 1600000000 -0100\n"

/* The text stands where it ends: what is read behind it is found by the sanitizer. */
static char *copy_of(const char *text, size_t len)
{
	char *copy = mem_alloc(len + 1);

	memcpy(copy, text, len);
	return copy;
}

static void is_text(const char *p, size_t len, const char *expected)
{
	assert_int_equal(len, strlen(expected));
	assert_memory_equal(p, expected, len);
}

static void a_commit(void **state)
{
	static const char text[] = TREE "parent " ID2 "\nparent " ID3 "\n" AUTHOR COMMITTER
				   "\nsubject\n\nbody\n";
	char *copy = copy_of(text, sizeof(text) - 1), hex[GIT_OID_HEXSZ + 1];
	struct commit c;
	git_oid id;

	(void)state;
	assert_true(commit_parse(&c, copy, sizeof(text) - 1));
	assert_string_equal(git_oid_tostr(hex, sizeof(hex), &c.tree), ID1);
	assert_int_equal(c.parents, 2);
	commit_parent(&c, 0, &id);
	assert_string_equal(git_oid_tostr(hex, sizeof(hex), &id), ID2);
	commit_parent(&c, 1, &id);
	assert_string_equal(git_oid_tostr(hex, sizeof(hex), &id), ID3);
	is_text(c.author.text, c.author.len, WHO);
	is_text(c.author.address, c.author.address_len, "a@example.org");
	assert_int_equal(c.author.date, 1500000000);
	is_text(c.committer.text, c.committer.len, "C <c@example.org>");
	assert_int_equal(c.committer.date, 1600000000);
	is_text(c.message, c.message_len, "subject\n\nbody\n");
	mem_free(copy);
}

static void what_is_no_commit(void **state)
{
	static const char *const texts[] = {
		"", "tree", "tree \n", TREE, "tree " ID1, TREE AUTHOR, TREE "\n",
		TREE "\n" COMMITTER,
		" " TREE COMMITTER, "Tree " ID1 "\n" COMMITTER,
		"tree 111111111111111111111111111111111111111\n" COMMITTER,
		"tree 111111111111111111111111111111111111111x\n" COMMITTER,
		"tree " ID1 "1\n" COMMITTER, "parent " ID2 "\n" TREE COMMITTER,
	};
	struct commit c;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		char *copy = copy_of(texts[i], strlen(texts[i]));

		if (commit_parse(&c, copy, strlen(texts[i])))
			fail_msg("%s", texts[i]);
		mem_free(copy);
	}
}

static void headers_that_are_odd(void **state)
{
	static const struct {
		const char *headers;
		size_t parents;
		const char *author, *address;
		long long date;
	} cases[] = {
		{ AUTHOR, 0, WHO, "a@example.org", 1500000000 },
		{ "", 0, "", "", 0 },				/* no author */
		{ "author\n", 0, "", "", 0 },
		{ "author \n", 0, "", "", 0 },
		{ "author A 1500000000 +0000\n", 0, "A 1500000000 +0000", "", 0 },
		{ "author A <a 1500000000 +0000\n", 0, "A <a 1500000000 +0000", "", 0 },
		{ "author A a> 15 +0000\n", 0, "A a>", "", 15 },
		{ "author <> 15 +0000\n", 0, "<>", "", 15 },
		{ "author A <a<b>> 15 +0000\n", 0, "A <a<b>>", "a<b>", 15 },
		{ "author A <a> <b> 15 +0000\n", 0, "A <a> <b>", "a> <b", 15 },
		{ "author A <a>15\n", 0, "A <a>", "a", 15 },
		{ "author A <a>\n", 0, "A <a>", "a", 0 },
		{ "author A <a> \n", 0, "A <a>", "a", 0 },
		{ "author A <a> -5 +0000\n", 0, "A <a>", "a", 0 },
		{ "author A <a> x5 +0000\n", 0, "A <a>", "a", 0 },
		{ "author A <a> 00015x\n", 0, "A <a>", "a", 15 },
		{ "author A <a> 9223372036854775807 +0\n", 0, "A <a>", "a", 0 },
		{ "author A <a> 9223372036854775808 +0\n", 0, "A <a>", "a", 0 },
		{ "author A <a> 18446744073709551616 +0\n", 0, "A <a>", "a", 0 },
		{ "author A <a> 99999999999999999999999999999999\n", 0, "A <a>", "a", 0 },
		{ "author A <a> 99999999999 +0000\n", 0, "A <a>", "a", 99999999999 },
		{ "author A <a> 1 +0\nauthor B <b> 2 +0\n", 0, "A <a>", "a", 1 },
		{ "authors B <b> 2 +0\n" AUTHOR, 0, WHO, "a@example.org", 1500000000 },
		/* parents: those right behind the tree */
		{ "parent " ID2 "\n" AUTHOR, 1, WHO, "a@example.org", 1500000000 },
		{ AUTHOR "parent " ID2 "\n", 0, WHO, "a@example.org", 1500000000 },
		{ "parent " ID2 "\nparent 22\nparent " ID3 "\n" AUTHOR, 1, WHO, "a@example.org",
		  1500000000 },
		{ "parent " ID2 " \nparent " ID3 "\n" AUTHOR, 0, WHO, "a@example.org", 1500000000 },
		/* lines of other headers begin with a blank */
		{ AUTHOR "mergetag object " ID2 "\n type commit\n tag x\n tagger T <t> 1 +0\n \n"
		  " parent " ID3 "\n author X <x> 3 +0\n committer X <x> 3 +0\n", 0, WHO,
		  "a@example.org", 1500000000 },
		{ "mergetag object " ID2 "\n author X <x> 3 +0\n" AUTHOR, 0, WHO, "a@example.org",
		  1500000000 },
		{ AUTHOR "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQIzBAAB\n =abcd\n"
		  " -----END PGP SIGNATURE-----\n", 0, WHO, "a@example.org", 1500000000 },
		{ AUTHOR "encoding ISO-8859-1\n", 0, WHO, "a@example.org", 1500000000 },
		{ AUTHOR "\r\nx\n", 0, WHO, "a@example.org", 1500000000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = mem_printf("%s%s%s\nmessage\n", TREE, cases[i].headers, COMMITTER);
		size_t len = strlen(text);
		char *copy = copy_of(text, len);
		struct commit c;

		if (!commit_parse(&c, copy, len) || c.parents != cases[i].parents ||
		    c.author.len != strlen(cases[i].author) ||
		    c.author.address_len != strlen(cases[i].address) ||
		    c.author.date != cases[i].date ||
		    (c.author.len && memcmp(c.author.text, cases[i].author, c.author.len)) ||
		    (c.author.address_len &&
		     memcmp(c.author.address, cases[i].address, c.author.address_len)))
			fail_msg("%s: %zu %.*s %lld", cases[i].headers, c.parents,
				 (int)c.author.len, c.author.text, c.author.date);
		is_text(c.message, c.message_len, "message\n");
		authored_hash(&c.author);
		mem_free(copy);
		mem_free(text);
	}
}

static void messages_that_are_odd(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *message;
	} cases[] = {
		{ "", 0, "" },				/* the object ends with the headers */
		{ "\n", 1, "" },
		{ "\n\n\n", 3, "\n\n" },
		{ "\nno newline", 11, "no newline" },
		{ "\none\0two\n", 9, "one" },
		{ "\n\0two\n", 6, "" },
		{ "\nauthor X <x> 1 +0\n", 19, "author X <x> 1 +0\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text = STR_INIT;
		struct commit c;

		str_add(&text, TREE AUTHOR COMMITTER);
		str_addn(&text, cases[i].text, cases[i].len);
		assert_true(commit_parse(&c, text.buf, text.len));
		is_text(c.message, c.message_len, cases[i].message);
		is_text(c.author.text, c.author.len, WHO);
		str_release(&text);
	}
}

/* Any beginning of a commit is a commit or none, and nothing behind it is read. */
static void a_commit_cut_anywhere(void **state)
{
	static const char text[] = TREE "parent " ID2 "\n" AUTHOR COMMITTER "\nsubject\n\nbody\n";
	struct str subject = STR_INIT;

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		char *copy = copy_of(text, len);
		struct commit c;
		git_oid id;

		if (commit_parse(&c, copy, len)) {
			assert_true(c.parents <= 1);
			if (c.parents)
				commit_parent(&c, 0, &id);
			assert_ptr_equal(c.message + c.message_len, copy + len);
			commit_subject(&subject, &c);
			assert_true(subject.len <= 7);
		}
		mem_free(copy);
	}
	str_release(&subject);
}

static void a_subject_is_the_first_paragraph_on_one_line(void **state)
{
	static const struct {
		const char *message, *subject;
	} cases[] = {
		{ "", "" }, { "\n", "" }, { "\n \n\t\n", "" }, { "one", "one" }, { "one\n", "one" },
		{ "one\n\ntwo\n", "one" }, { "one\ntwo\n\nthree", "one two" },
		{ "one\r\ntwo\r\n\r\nthree", "one two" },
		{ "\n\n  one  \n  two  \n \nthree", "one two" },
		{ "one\n\n\n\ntwo", "one" }, { "one\n \t \ntwo", "one" },
		{ "  one two", "one two" },
		{ "one\ntwo", "one two" }, { "\xc3\xa4\xff\xfe\n", "\xc3\xa4\xff\xfe" },
	};
	struct str subject = STR_INIT;

	(void)state;
	str_add(&subject, "what was there before");
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len = strlen(cases[i].message);
		char *copy = copy_of(cases[i].message, len);

		message_subject(&subject, copy, len);
		assert_string_equal(subject.buf, cases[i].subject);
		mem_free(copy);
	}
	str_release(&subject);
}

/* What is the same has the same hash; what is another has another, here. */
static void blanks_and_case_make_no_other_subject(void **state)
{
	static const struct {
		const char *one, *two;
		bool same;
	} cases[] = {
		{ "", "", true }, { "", "  ", true }, { "a b", "ab", true },
		{ "A: b", "a:\tB", true }, { " a ", "a", true },
		{ "a", "b", false }, { "a", "", false }, { "ab", "abc", false },
		{ "ab", "ba", false }, { "\xc3\xa4", "\xc3\x84", false }, { "\xff", "\xff", true },
		{ "usb: fix", "USB:  Fix ", true }, { "usb: fix", "usb: fix.", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t one = strlen(cases[i].one), two = strlen(cases[i].two);
		char *a = copy_of(cases[i].one, one), *b = copy_of(cases[i].two, two);

		assert_int_equal(subject_same(a, one, b, two), cases[i].same);
		assert_int_equal(subject_same(b, two, a, one), cases[i].same);
		assert_int_equal(subject_hash(a, one) == subject_hash(b, two), cases[i].same);
		mem_free(a);
		mem_free(b);
	}
}

static void who_and_when(void **state)
{
	struct person a = { .address = "a@example.org", .address_len = 13, .date = 15 };
	struct person b = { .address = "A@Example.org", .address_len = 13, .date = 15 };
	struct person other = { .address = "b@example.org", .address_len = 13, .date = 15 };
	struct person later = { .address = "a@example.org", .address_len = 13, .date = 15LL << 32 };
	struct person none = { 0 };

	(void)state;
	assert_int_equal(authored_hash(&a), authored_hash(&b));
	assert_int_not_equal(authored_hash(&a), authored_hash(&other));
	assert_int_not_equal(authored_hash(&a), authored_hash(&later));
	assert_int_not_equal(authored_hash(&a), authored_hash(&none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit),
		cmocka_unit_test(what_is_no_commit),
		cmocka_unit_test(headers_that_are_odd),
		cmocka_unit_test(messages_that_are_odd),
		cmocka_unit_test(a_commit_cut_anywhere),
		cmocka_unit_test(a_subject_is_the_first_paragraph_on_one_line),
		cmocka_unit_test(blanks_and_case_make_no_other_subject),
		cmocka_unit_test(who_and_when),
	};

	git_libgit2_init();	/* an id that is none is an error of libgit2's */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
