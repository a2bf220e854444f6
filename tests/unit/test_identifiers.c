// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "proof/identifiers.h"

static void are(struct identifiers *i, const char *text, size_t len, const char *const words[])
{
	size_t n = 0;

	identifiers_read(i, text, len);
	for (; words[n]; n++) {
		assert_true(n < i->list.n);
		assert_int_equal(i->list.item[n], identifier_hash(words[n], strlen(words[n])));
	}
	assert_int_equal(i->list.n, n);
}

#define ARE(i, text, ...) \
	are(i, text, sizeof(text) - 1, (const char *const[]){ __VA_ARGS__, NULL })

static void each_once_in_order(void **state)
{
	struct identifiers i = { 0 };

	(void)state;
	ARE(&i, "long next, abc; /* next_one */ \"next\" _abc 0x1234 next", "long", "next",
	    "next_one", "_abc", "0x1234");
	ARE(&i, "", NULL);
	ARE(&i, "abcd\0efgh", "abcd", "efgh");
	ARE(&i, "\xff" "abcd\xff", "abcd");
	identifiers_release(&i);
}

static void longer_and_shorter_ones_are_none(void **state)
{
	struct identifiers i = { 0 };
	char word[66];

	(void)state;
	memset(word, 'a', sizeof(word));
	identifiers_read(&i, word, 64);
	assert_int_equal(i.list.n, 1);
	identifiers_read(&i, word, 65);
	assert_int_equal(i.list.n, 0);
	identifiers_read(&i, word, 3);
	assert_int_equal(i.list.n, 0);
	identifiers_read(&i, word, 4);
	assert_int_equal(i.list.n, 1);
	identifiers_release(&i);
}

static void room_grows(void **state)
{
	struct identifiers i = { 0 };
	struct str s = STR_INIT;

	(void)state;
	for (unsigned k = 0; k < 20000; k++)
		str_addf(&s, "word%05u ", k / 2);
	identifiers_read(&i, s.buf, s.len);
	assert_int_equal(i.list.n, 10000);
	assert_int_equal(i.list.item[9999], identifier_hash("word09999", 9));
	ARE(&i, "some more", "some", "more");
	identifiers_release(&i);
	str_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_once_in_order),
		cmocka_unit_test(longer_and_shorter_ones_are_none),
		cmocka_unit_test(room_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
