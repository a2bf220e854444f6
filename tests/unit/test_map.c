// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"

static void an_empty_one_has_nothing(void **state)
{
	struct map m = MAP_INIT;

	(void)state;
	assert_null(map_get(&m, "a"));
	assert_false(map_has(&m, ""));
	map_release(&m);
}

static void a_key_has_one_place(void **state)
{
	struct map m = MAP_INIT;
	int one, two;

	(void)state;
	assert_null(*map_put(&m, "a"));
	*map_put(&m, "a") = &one;
	*map_put(&m, "b") = &two;
	assert_ptr_equal(map_get(&m, "a"), &one);
	assert_ptr_equal(map_get(&m, "b"), &two);
	*map_put(&m, "a") = &two;
	assert_ptr_equal(map_get(&m, "a"), &two);
	assert_int_equal(m.n, 2);
	map_release(&m);
	assert_int_equal(m.n, 0);
}

static void a_key_without_value_is_there(void **state)
{
	struct map m = MAP_INIT;

	(void)state;
	map_put(&m, "a");
	assert_true(map_has(&m, "a"));
	assert_null(map_get(&m, "a"));
	map_release(&m);
}

static void a_part_of_a_text_is_a_key(void **state)
{
	struct map m = MAP_INIT;
	int v;

	(void)state;
	*map_putn(&m, "devres_release_all", 6) = &v;
	assert_ptr_equal(map_get(&m, "devres"), &v);
	assert_ptr_equal(map_getn(&m, "devres_x", 6), &v);
	assert_null(map_getn(&m, "devres_x", 7));
	assert_null(map_getn(&m, "devres", 5));
	assert_string_equal(m.entry[0].key, "devres");
	map_release(&m);
}

static void keys_are_copied(void **state)
{
	struct map m = MAP_INIT;
	char key[] = "before";

	(void)state;
	map_put(&m, key);
	strcpy(key, "after");
	assert_true(map_has(&m, "before"));
	assert_false(map_has(&m, "after"));
	map_release(&m);
}

static void many_keys_stay_in_order(void **state)
{
	struct map m = MAP_INIT;
	static int values[20000];
	char key[32];
	size_t i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		snprintf(key, sizeof(key), "key%zu", i * 7919 % 20000);
		*map_put(&m, key) = &values[i];
	}
	assert_int_equal(m.n, 20000);
	for (i = 0; i < 20000; i++) {
		snprintf(key, sizeof(key), "key%zu", i * 7919 % 20000);
		assert_string_equal(m.entry[i].key, key);
		assert_ptr_equal(map_get(&m, key), &values[i]);
	}
	assert_null(map_get(&m, "key20000"));
	map_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_one_has_nothing),
		cmocka_unit_test(a_key_has_one_place),
		cmocka_unit_test(a_key_without_value_is_there),
		cmocka_unit_test(a_part_of_a_text_is_a_key),
		cmocka_unit_test(keys_are_copied),
		cmocka_unit_test(many_keys_stay_in_order),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
