// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/bytes.h"

static struct bytes_reader reader(const struct str *s)
{
	return (struct bytes_reader){ .p = s->buf, .end = s->buf + s->len };
}

static void what_was_put_is_taken(void **state)
{
	struct str s = STR_INIT;
	struct bytes_reader in;

	(void)state;
	bytes_put_number(&s, 0);
	bytes_put_text(&s, "one\n\xff");
	bytes_put_text(&s, NULL);
	bytes_put_number(&s, UINT64_MAX);
	bytes_put_text(&s, "");
	in = reader(&s);
	assert_int_equal(bytes_take_number(&in), 0);
	assert_string_equal(bytes_take_text(&in), "one\n\xff");
	assert_null(bytes_take_text(&in));
	assert_true(bytes_take_number(&in) == UINT64_MAX);
	assert_string_equal(bytes_take_text(&in), "");
	assert_false(in.bad);
	assert_ptr_equal(in.p, in.end);
	assert_int_equal(bytes_take_number(&in), 0);
	assert_true(in.bad);
	str_release(&s);
}

static void what_is_cut_turns_bad(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	bytes_put_text(&s, "word");
	bytes_put_number(&s, 7);
	for (size_t len = 0; len < s.len; len++) {
		struct bytes_reader in = { .p = s.buf, .end = s.buf + len };
		const char *text = bytes_take_text(&in);

		assert_true(!text || len >= 6);
		assert_int_equal(bytes_take_number(&in), 0);
		assert_true(in.bad);
		assert_null(bytes_take_text(&in));
		assert_null(bytes_take(&in, 0, 1));
	}
	str_release(&s);
}

static void no_text_is_bad(void **state)
{
	static const char bytes[] = "\2word\0\0\0\0\0";
	struct bytes_reader in = { .p = bytes, .end = bytes + sizeof(bytes) };

	(void)state;
	assert_null(bytes_take_text(&in));
	assert_true(in.bad);
}

static void counts_that_lie(void **state)
{
	static const uint32_t numbers[] = { 1, 2, 3 };
	const char *p = (const char *)numbers;
	struct bytes_reader in = { .p = p, .end = p + sizeof(numbers) }, again = in;

	(void)state;
	assert_ptr_equal(bytes_take(&in, 3, 4), numbers);
	assert_non_null(bytes_take(&in, 0, 4));
	assert_false(in.bad);
	assert_null(bytes_take(&in, 1, 1));
	assert_true(in.bad);
	in = again;
	assert_null(bytes_take(&in, SIZE_MAX / 2, 4));
	assert_true(in.bad);
	in = again;
	assert_null(bytes_take(&in, 4, 4));
	assert_true(in.bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_put_is_taken),
		cmocka_unit_test(what_is_cut_turns_bad),
		cmocka_unit_test(no_text_is_bad),
		cmocka_unit_test(counts_that_lie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
