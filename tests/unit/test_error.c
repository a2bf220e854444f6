// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>

#include "base/error.h"

static void text_is_the_formatted_message(void **state)
{
	struct error *err = error_new("%s:%d: wrong", "a.cocci", 7);

	(void)state;
	assert_string_equal(error_text(err), "a.cocci:7: wrong");
	error_free(err);
}

static void errno_stands_behind_the_message(void **state)
{
	struct error *err;

	(void)state;
	errno = ENOENT;
	err = error_errno("cannot open %s", "x");
	assert_string_equal(error_text(err), "cannot open x: No such file or directory");
	error_free(err);
}

static void what_it_was_about_stands_before(void **state)
{
	struct error *err = error_new("no room");

	(void)state;
	assert_ptr_equal(error_under(err, "cache %d", 1), err);
	err = error_under(err, "check");
	assert_string_equal(error_text(err), "check: cache 1: no room");
	error_free(err);
}

static void outside_text_stays_on_one_line(void **state)
{
	struct error *err = error_new("cannot open %s", "a\nb\033[2J");

	(void)state;
	assert_string_equal(error_text(err), "cannot open a b [2J");
	err = error_under(err, "x\ry");
	assert_string_equal(error_text(err), "x y: cannot open a b [2J");
	error_free(err);
}

static void freeing_none_is_fine(void **state)
{
	(void)state;
	error_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_the_formatted_message),
		cmocka_unit_test(errno_stands_behind_the_message),
		cmocka_unit_test(what_it_was_about_stands_before),
		cmocka_unit_test(outside_text_stays_on_one_line),
		cmocka_unit_test(freeing_none_is_fine),
	};

	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
