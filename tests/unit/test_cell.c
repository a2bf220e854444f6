// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "history/cell.h"

static void equal_sets_are_one_cell(void **state)
{
	struct cells c;
	uint32_t a, b, ab;

	(void)state;
	cells_start(&c, 20);
	assert_int_equal(cells_count(&c), 0);
	a = cells_add(&c, CELL_NONE, 3);
	b = cells_add(&c, CELL_NONE, 17);
	ab = cells_add(&c, a, 17);
	assert_int_not_equal(a, b);
	assert_int_equal(cells_count(&c), 3);
	assert_int_equal(cells_add(&c, CELL_NONE, 3), a);
	assert_int_equal(cells_add(&c, a, 3), a);
	assert_int_equal(cells_add(&c, b, 3), ab);
	assert_int_equal(cells_join(&c, a, b), ab);
	assert_int_equal(cells_join(&c, b, a), ab);
	assert_int_equal(cells_count(&c), 3);
	assert_true(cells_holds(&c, ab, 3) && cells_holds(&c, ab, 17));
	assert_true(cells_holds(&c, a, 3));
	assert_false(cells_holds(&c, a, 17));
	assert_false(cells_holds(&c, ab, 4));
	cells_release(&c);
}

static void joins_with_nothing_and_with_itself(void **state)
{
	struct cells c;
	uint32_t a;

	(void)state;
	cells_start(&c, 1);
	assert_int_equal(cells_join(&c, CELL_NONE, CELL_NONE), CELL_NONE);
	a = cells_add(&c, CELL_NONE, 0);
	assert_int_equal(cells_join(&c, a, CELL_NONE), a);
	assert_int_equal(cells_join(&c, CELL_NONE, a), a);
	assert_int_equal(cells_join(&c, a, a), a);
	assert_int_equal(cells_count(&c), 1);
	cells_release(&c);
}

static void no_nodes_and_no_cells(void **state)
{
	struct cells c;

	(void)state;
	cells_start(&c, 0);
	assert_int_equal(c.bytes, 0);
	assert_int_equal(cells_count(&c), 0);
	assert_false(cells_known(&c, 0));
	assert_false(cells_known(&c, CELL_NONE));
	cells_release(&c);
	cells_release(&c);
}

/* Each set is that of all nodes before it; joins of any two are the larger one. */
static void thousands_of_nodes(void **state)
{
	enum { NODES = 3001 };
	struct cells c;
	uint32_t cell[NODES], at = CELL_NONE;

	(void)state;
	cells_start(&c, NODES);
	for (size_t i = 0; i < NODES; i++)
		cell[i] = at = cells_add(&c, at, i);
	assert_int_equal(cells_count(&c), NODES);
	for (size_t i = 0; i < 20000; i++) {
		size_t a = i * 7919 % NODES, b = i * 104729 % NODES;

		assert_int_equal(cells_join(&c, cell[a], cell[b]), cell[a > b ? a : b]);
	}
	assert_int_equal(cells_count(&c), NODES);
	for (size_t i = 0; i < NODES; i += 37)
		for (size_t k = 0; k < NODES; k += 11)
			assert_int_equal(cells_holds(&c, cell[i], k), k <= i);
	cells_release(&c);
}

/* Two pairs that share a place of the memo: 31 * one + two alike, modulo its size. */
static void the_memo_of_joins_tells_pairs_apart(void **state)
{
	enum { NODES = 300 };
	struct cells c;
	uint32_t cell[NODES];

	(void)state;
	cells_start(&c, NODES);
	for (size_t i = 0; i < NODES; i++)
		cell[i] = cells_add(&c, CELL_NONE, i);
	for (unsigned round = 0; round < 3; round++)
		for (uint32_t i = 1; i < 9; i++) {
			uint32_t one = cells_join(&c, cell[i], cell[31 * (9 - i)]);

			assert_true(cells_holds(&c, one, i));
			assert_true(cells_holds(&c, one, 31 * (9 - i)));
			assert_false(cells_holds(&c, one, 0));
			assert_false(cells_holds(&c, one, i + 9));
		}
	assert_int_equal(cells_count(&c), NODES + 8);
	cells_release(&c);
}

static void sets_that_are_read_one_by_one(void **state)
{
	static const uint8_t set[] = { 0x01, 0x80 };
	struct cells c;

	(void)state;
	cells_start(&c, 16);
	cells_set_at(&c, 700, set);
	assert_true(cells_known(&c, 700));
	assert_false(cells_known(&c, 699));
	assert_false(cells_known(&c, 701));
	assert_true(cells_holds(&c, 700, 0) && cells_holds(&c, 700, 15));
	assert_false(cells_holds(&c, 700, 1));
	cells_set_at(&c, 700, (const uint8_t[]){ 0x02, 0 });
	assert_true(cells_holds(&c, 700, 1));
	assert_false(cells_holds(&c, 700, 0));
	assert_memory_equal(cells_set(&c, 700), "\x02\0", 2);
	cells_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_sets_are_one_cell),
		cmocka_unit_test(joins_with_nothing_and_with_itself),
		cmocka_unit_test(no_nodes_and_no_cells),
		cmocka_unit_test(thousands_of_nodes),
		cmocka_unit_test(the_memo_of_joins_tells_pairs_apart),
		cmocka_unit_test(sets_that_are_read_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
