// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/filter.h"

static bool holds(const char *word, const char *text)
{
	struct filter *f = filter_new(&word, 1);
	/* a copy of just its bytes, so that a sanitizer sees a read beyond them */
	char *copy = malloc(strlen(text) + 1);
	bool found;

	memcpy(copy, text, strlen(text));
	copy = realloc(copy, strlen(text) ? strlen(text) : 1);
	found = filter_match(f, copy, strlen(text));
	free(copy);
	filter_free(f);
	return found;
}

static void a_word_is_found_at_both_ends(void **state)
{
	(void)state;
	assert_true(holds("devres_release_all", "devres_release_all"));
	assert_true(holds("devres_release_all", "devres_release_all(dev);"));
	assert_true(holds("devres_release_all", "a = devres_release_all"));
	assert_false(holds("devres_release_all", "devres_release_al"));
	assert_false(holds("devres_release_all", ""));
}

static void only_whole_identifiers_count(void **state)
{
	(void)state;
	assert_false(holds("kfree", "my_kfree(p)"));
	assert_false(holds("kfree", "kfree_sensitive(p)"));
	assert_false(holds("kfree", "9kfree(p)"));
	assert_false(holds("kfree", "kfree9(p)"));
	assert_true(holds("kfree", "kfree_sensitive(p); kfree(p)"));
	assert_true(holds("kfree", "xkfree kfreex\"kfree\""));
	assert_true(holds("kfree", "\xff" "kfree" "\xff"));
}

static void a_star_stands_for_any_ending(void **state)
{
	(void)state;
	assert_true(holds("dmam_*", "p = dmam_alloc_coherent(d)"));
	assert_true(holds("dmam_*", "dmam_"));
	assert_false(holds("dmam_*", "xdmam_alloc()"));
	assert_false(holds("dmam_*", "dma_alloc()"));
}

static void every_offset_is_searched(void **state)
{
	char text[300];
	size_t i;

	(void)state;
	for (i = 0; i + 12 <= sizeof(text) - 1; i++) {
		memset(text, ' ', sizeof(text));
		text[sizeof(text) - 1] = '\0';
		memcpy(text + i, "set_dma_ops", 11);
		assert_true(holds("set_dma_ops", text));
	}
}

static void each_word_found_has_its_bit(void **state)
{
	const char *words[70];
	char name[70][16];
	unsigned long long hits[2] = { 0 };
	const char *text = "word_69 word_6 word_64x alike alikeness prefix_of_more";
	struct filter *f;
	int i;

	(void)state;
	for (i = 0; i < 70; i++) {
		snprintf(name[i], sizeof(name[i]), "word_%d", i);
		words[i] = name[i];
	}
	words[1] = "alike";
	words[2] = "alike";
	words[3] = "prefix_*";
	words[4] = "prefix_of";
	f = filter_new(words, 70);
	filter_hits(f, text, strlen(text), hits);
	assert_int_equal(hits[0], 1ull << 1 | 1ull << 2 | 1ull << 3 | 1ull << 6);
	assert_int_equal(hits[1], 1ull << 5);
	filter_free(f);
}

static void no_words_match_nothing(void **state)
{
	struct filter *f = filter_new(NULL, 0);

	(void)state;
	assert_false(filter_match(f, "anything at all", 15));
	filter_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_is_found_at_both_ends),
		cmocka_unit_test(only_whole_identifiers_count),
		cmocka_unit_test(a_star_stands_for_any_ending),
		cmocka_unit_test(every_offset_is_searched),
		cmocka_unit_test(each_word_found_has_its_bit),
		cmocka_unit_test(no_words_match_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
