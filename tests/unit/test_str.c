// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static void an_empty_one_is_a_string(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	assert_string_equal(s.buf, "");
	str_clear(&s);
	assert_int_equal(s.len, 0);
	str_release(&s);
	assert_string_equal(s.buf, "");
}

static void pieces_follow_each_other(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	str_add(&s, "dev");
	str_addc(&s, '-');
	str_addn(&s, ">dma_ops", 4);
	str_addf(&s, " %d %s", 12, "x");
	assert_string_equal(s.buf, "dev->dma 12 x");
	assert_int_equal(s.len, strlen(s.buf));
	str_release(&s);
}

static void bytes_may_hold_nul(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	str_addn(&s, "a\0b", 3);
	assert_int_equal(s.len, 3);
	assert_memory_equal(s.buf, "a\0b\0", 4);
	str_release(&s);
}

static void it_grows_and_stays_terminated(void **state)
{
	struct str s = STR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 100000; i++) {
		str_addc(&s, (char)('a' + i % 26));
		assert_int_equal(s.buf[s.len], '\0');
	}
	assert_int_equal(s.len, 100000);
	assert_true(s.cap > s.len);
	for (i = 0; i < s.len; i++)
		assert_int_equal(s.buf[i], 'a' + (int)(i % 26));
	str_release(&s);
}

static void a_long_format_fits(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	str_add(&s, "=");
	str_addf(&s, "%0500d", 7);
	assert_int_equal(s.len, 501);
	assert_int_equal(s.buf[500], '7');
	str_release(&s);
}

static void clearing_keeps_the_storage(void **state)
{
	struct str s = STR_INIT;
	char *buf;

	(void)state;
	str_add(&s, "something");
	buf = s.buf;
	str_clear(&s);
	assert_string_equal(s.buf, "");
	str_add(&s, "else");
	assert_ptr_equal(s.buf, buf);
	assert_string_equal(s.buf, "else");
	str_release(&s);
}

static void detaching_hands_the_bytes_over(void **state)
{
	struct str s = STR_INIT;
	char *text, *empty;

	(void)state;
	str_add(&s, "mine");
	text = str_detach(&s);
	empty = str_detach(&s);
	assert_string_equal(text, "mine");
	assert_string_equal(empty, "");
	assert_int_equal(s.len, 0);
	mem_free(text);
	mem_free(empty);
}

static void starts_and_ends(void **state)
{
	(void)state;
	assert_true(str_starts("dmam_alloc", "dmam_"));
	assert_false(str_starts("dma", "dmam_"));
	assert_true(str_starts("x", ""));
	assert_true(str_ends("a.cocci", ".cocci"));
	assert_false(str_ends("cocci", ".cocci"));
	assert_false(str_ends("a.cocci~", ".cocci"));
	assert_true(str_ends("x", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_one_is_a_string),
		cmocka_unit_test(pieces_follow_each_other),
		cmocka_unit_test(bytes_may_hold_nul),
		cmocka_unit_test(it_grows_and_stays_terminated),
		cmocka_unit_test(a_long_format_fits),
		cmocka_unit_test(clearing_keeps_the_storage),
		cmocka_unit_test(detaching_hands_the_bytes_over),
		cmocka_unit_test(starts_and_ends),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
