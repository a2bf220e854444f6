// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "audit/code.h"
#include "base/bytes.h"

static struct code some(void)
{
	struct code c = { .state = CODE_PARTIAL };

	code_add_site(&c, "drivers/base/dd.c", 9, "really_probe()", strlen("really_probe"), false);
	code_add_site(&c, "a", 0, NULL, 0, true);
	return c;
}

static struct bytes_reader reader(const struct str *s, size_t len)
{
	return (struct bytes_reader){ .p = s->buf, .end = s->buf + len };
}

static void what_was_packed_comes_back(void **state)
{
	struct code unread = { .state = CODE_UNREAD, .why = mem_strdup("timeout") };
	struct code c = some(), got;
	struct str s = STR_INIT;
	struct bytes_reader in;

	(void)state;
	code_pack(&s, &c);
	code_pack(&s, &unread);
	in = reader(&s, s.len);
	assert_true(code_unpack(&got, &in));
	assert_int_equal(got.state, CODE_PARTIAL);
	assert_null(got.why);
	assert_int_equal(got.sites.n, 2);
	assert_string_equal(got.sites.item[0].path, "drivers/base/dd.c");
	assert_string_equal(got.sites.item[0].function, "really_probe");
	assert_int_equal(got.sites.item[0].line, 9);
	assert_false(got.sites.item[0].fixed);
	assert_string_equal(got.sites.item[1].function, "");
	assert_true(got.sites.item[1].fixed);
	code_release(&got);
	assert_true(code_unpack(&got, &in));
	assert_int_equal(got.state, CODE_UNREAD);
	assert_string_equal(got.why, "timeout");
	assert_int_equal(got.sites.n, 0);
	assert_ptr_equal(in.p, in.end);
	code_release(&got);
	code_release(&unread);
	code_release(&c);
	str_release(&s);
}

static void is_none(const struct str *s, size_t len)
{
	struct bytes_reader in = reader(s, len);
	struct code got;

	assert_false(code_unpack(&got, &in));
	assert_int_equal(got.state, CODE_UNASKED);
	assert_null(got.why);
	assert_int_equal(got.sites.n, 0);
}

static void what_is_cut_or_changed_is_none(void **state)
{
	struct code c = some();
	struct str s = STR_INIT;

	(void)state;
	code_pack(&s, &c);
	for (size_t len = 0; len < s.len; len++)
		is_none(&s, len);
	s.buf[0] = CODE_UNREAD + 1;		/* no state */
	is_none(&s, s.len);
	memset(s.buf, 0xff, 8);
	is_none(&s, s.len);
	str_clear(&s);
	bytes_put_number(&s, CODE_FIXED);
	bytes_put_text(&s, NULL);
	bytes_put_number(&s, UINT64_MAX);	/* sites */
	is_none(&s, s.len);
	bytes_put_text(&s, NULL);		/* a site without a path */
	bytes_put_number(&s, 1);
	bytes_put_text(&s, "f");
	bytes_put_number(&s, 1);
	is_none(&s, s.len);
	code_release(&c);
	str_release(&s);
}

static void what_decides(void **state)
{
	(void)state;
	for (unsigned i = CODE_UNASKED; i <= CODE_UNREAD; i++)
		assert_int_equal(code_is_decisive(i), i == CODE_HAS_BUG || i == CODE_FIXED ||
				 i == CODE_PARTIAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_packed_comes_back),
		cmocka_unit_test(what_is_cut_or_changed_is_none),
		cmocka_unit_test(what_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
