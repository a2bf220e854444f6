// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "history/repository.h"
#include "proof/blobs.h"
#include "proof/blobs_kept.h"
#include "small_repository.h"

enum { TEXTS = 4, LOST = TEXTS, ALL };

static const char *const texts[TEXTS] = {
	"static void alpha_one(struct device *dev)\n{\n\tcommon_call(dev);\n}\n",
	"int beta_two(void)\n{\n\treturn common_call(0) + alpha_one(0);\n}\n",
	"/* only_in_comment */\n",
	"",
};

struct place {
	struct small small;
	struct repository r;
	struct blobs *blobs;
	uint32_t number[ALL];
};

static int setup(void **state)
{
	struct place *p = mem_alloc(sizeof(*p));
	git_oid id[ALL];

	small_start(&p->small);
	for (size_t i = 0; i < TEXTS; i++)
		id[i] = small_object(&p->small, GIT_OBJECT_BLOB, texts[i], strlen(texts[i]));
	memset(&id[LOST], 0x11, sizeof(id[LOST]));
	small_flush(&p->small);
	succeeds(repository_open(&p->r, p->small.dir));
	p->blobs = blobs_new(p->r.objects, 2);
	for (size_t i = 0; i < ALL; i++)
		p->number[i] = blobs_number(p->blobs, &id[i], false);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	blobs_free(p->blobs);
	repository_close(&p->r);
	small_stop(&p->small);
	mem_free(p);
	return 0;
}

static void a_blob_has_one_number(void **state)
{
	struct place *p = *state;
	git_oid id;

	assert_int_equal(blobs_count(p->blobs), ALL);
	for (uint32_t i = 0; i < ALL; i++) {
		assert_int_equal(p->number[i], i);
		blob_id(p->blobs, i, &id);
		assert_int_equal(blobs_number(p->blobs, &id, true), i);
	}
	assert_int_equal(blobs_count(p->blobs), ALL);
	assert_false(blobs_full(p->blobs));
}

/* The blobs that hold one of the words, as a number of bits. */
static unsigned find(struct place *p, const char *const words[], size_t n)
{
	bool match[ALL] = { false };
	unsigned bits = 0;

	blobs_find(p->blobs, words, n, match);
	for (size_t i = 0; i < ALL; i++)
		bits |= match[i] ? 1u << i : 0;
	return bits;
}

#define FIND(p, ...) \
	find(p, (const char *const[]){ __VA_ARGS__ }, \
	     sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void words_are_found(void **state)
{
	struct place *p = *state;

	blobs_read(p->blobs, p->number, 2);
	assert_int_equal(FIND(p, "common_call"), 3);
	blobs_read(p->blobs, p->number, ALL);
	blobs_read(p->blobs, p->number, ALL);
	assert_int_equal(FIND(p, "common_call"), 3);
	assert_int_equal(FIND(p, "common_cal"), 0);
	assert_int_equal(FIND(p, "beta_two", "only_in_comment"), 6);
	assert_int_equal(FIND(p, "alpha_*"), 3);
	assert_int_equal(FIND(p, "only_*", "none_such"), 4);
	assert_int_equal(FIND(p, "device"), 1);
}

static unsigned define(struct place *p, const char *name)
{
	struct map names = MAP_INIT;
	bool match[ALL] = { false };
	unsigned bits = 0;

	map_put(&names, name);
	blobs_define(p->blobs, &names, match);
	for (size_t i = 0; i < ALL; i++)
		bits |= match[i] ? 1u << i : 0;
	map_release(&names);
	return bits;
}

static void definitions_are_found(void **state)
{
	struct place *p = *state;

	blobs_read(p->blobs, p->number, 1);
	assert_int_equal(define(p, "alpha_one"), 1);
	assert_int_equal(define(p, "beta_two"), 0);
	blobs_read(p->blobs, p->number, ALL);
	assert_int_equal(define(p, "alpha_one"), 1);
	assert_int_equal(define(p, "beta_two"), 2);
	assert_int_equal(define(p, "common_call"), 0);
}

static void what_can_not_be_read_says_why(void **state)
{
	struct place *p = *state;
	struct error *err;
	char *text;
	size_t len;

	blobs_read(p->blobs, p->number, ALL);
	for (size_t i = 0; i < TEXTS; i++) {
		assert_null(blob_unread(p->blobs, p->number[i]));
		succeeds(blob_text(p->blobs, p->number[i], &text, &len));
		assert_int_equal(len, strlen(texts[i]));
		assert_string_equal(text, texts[i]);
		mem_free(text);
	}
	assert_non_null(strstr(blob_unread(p->blobs, p->number[LOST]), "is missing"));
	err = blob_text(p->blobs, p->number[LOST], &text, &len);
	assert_null(text);
	fails(err, "is missing");
}

static void what_is_no_blob_says_why(void **state)
{
	struct place *p = *state;
	uint32_t tree = blobs_number(p->blobs, &p->small.tree, false);

	blobs_read(p->blobs, &tree, 1);
	assert_string_equal(blob_unread(p->blobs, tree), "it is no blob");
}

static void large_headers_are_empty(void **state)
{
	struct place *p = *state;
	struct str text = STR_INIT;
	git_oid id[2];
	uint32_t number[2];
	bool match[ALL + 2] = { false };

	while (text.len <= 1 << 20)
		str_add(&text, "#define SOME_REGISTER 0x1\n");
	id[0] = small_object(&p->small, GIT_OBJECT_BLOB, text.buf, text.len);
	str_add(&text, "\n");
	id[1] = small_object(&p->small, GIT_OBJECT_BLOB, text.buf, text.len);
	small_flush(&p->small);
	for (size_t i = 0; i < 2; i++)
		number[i] = blobs_number(p->blobs, &id[i], !i);
	blobs_read(p->blobs, number, 2);
	blobs_find(p->blobs, (const char *const[]){ "SOME_REGISTER" }, 1, match);
	assert_false(match[number[0]]);
	assert_true(match[number[1]]);
	assert_null(blob_unread(p->blobs, number[0]));
	str_release(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void a_blob_that_was_given(void **state)
{
	static const char text[] = "void given_one(void)\n{\n\tcommon_call(1);\n}\n";
	const char *word = "given_one";
	struct place *p = *state;
	struct map names = MAP_INIT;
	bool match[ALL + 1] = { false };
	uint32_t number;
	size_t len;
	char *back;
	git_oid id;

	git_odb_hash(&id, text, strlen(text), GIT_OBJECT_BLOB);
	number = blobs_give(p->blobs, &id, false, text, strlen(text));
	assert_int_equal(blobs_give(p->blobs, &id, false, text, strlen(text)), number);
	assert_int_equal(number, ALL);
	blobs_read(p->blobs, &number, 1);
	assert_null(blob_unread(p->blobs, number));
	succeeds(blob_text(p->blobs, number, &back, &len));
	assert_string_equal(back, text);
	mem_free(back);
	blobs_find(p->blobs, &word, 1, match);
	assert_true(match[number]);
	memset(match, 0, sizeof(match));
	*map_put(&names, word) = p;
	blobs_define(p->blobs, &names, match);
	assert_true(match[number]);
	map_release(&names);
}

/* What another run is to know of the first @n blobs. */
static char *pack(struct place *p, size_t n, size_t *len)
{
	bool wanted[ALL] = { false };

	blobs_read(p->blobs, p->number, ALL);
	memset(wanted, true, n);
	return blobs_pack(p->blobs, wanted, len);
}

static void what_is_kept_is_known_again(void **state)
{
	struct place *p = *state;
	const char *words[] = { "common_call", "only_in_comment" };
	struct map names = MAP_INIT;
	git_oid id[ALL];
	size_t len;
	char *bytes = pack(p, ALL, &len);

	for (uint32_t i = 0; i < ALL; i++)
		blob_id(p->blobs, i, &id[i]);
	blobs_free(p->blobs);
	p->blobs = blobs_new(p->r.objects, 1);
	p->number[3] = blobs_number(p->blobs, &id[3], false);	/* some is known already */
	assert_true(blobs_unpack(p->blobs, bytes, len));
	for (uint32_t i = 0; i < ALL; i++)
		p->number[i] = blobs_number(p->blobs, &id[i], false);
	/* the lost one could not be read: nothing is known of it */
	assert_int_equal(blobs_count(p->blobs), ALL);
	blobs_read(p->blobs, p->number, LOST);
	for (size_t w = 0; w < 2; w++) {
		bool match[ALL] = { false };

		blobs_find(p->blobs, &words[w], 1, match);
		assert_int_equal(match[p->number[0]], w == 0);
		assert_int_equal(match[p->number[1]], w == 0);
		assert_int_equal(match[p->number[2]], w == 1);
		assert_false(match[p->number[3]]);
	}
	*map_put(&names, "beta_two") = p;
	{
		bool match[ALL] = { false };

		blobs_define(p->blobs, &names, match);
		for (size_t i = 0; i < LOST; i++)
			assert_int_equal(match[p->number[i]], i == 1);
	}
	map_release(&names);
}

/* A flipped bit, a cut end, a byte too many: it is not taken, and nothing is lost. */
static void what_is_damaged_is_not_taken(void **state)
{
	struct place *p = *state;
	size_t len;
	char *bytes = pack(p, LOST, &len);

	blobs_free(p->blobs);
	p->blobs = blobs_new(p->r.objects, 1);
	assert_false(blobs_unpack(p->blobs, bytes, 0));
	assert_false(blobs_unpack(p->blobs, bytes, 16));
	assert_false(blobs_unpack(p->blobs, bytes, len - 1));
	for (size_t i = 0; i < len; i++) {
		bytes[i] ^= 1;
		assert_false(blobs_unpack(p->blobs, bytes, len));
		bytes[i] ^= 1;
	}
	assert_int_equal(blobs_count(p->blobs), 0);
	assert_true(blobs_unpack(p->blobs, bytes, len));
	assert_int_equal(blobs_count(p->blobs), LOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_blob_has_one_number),
		TEST(words_are_found),
		TEST(definitions_are_found),
		TEST(what_can_not_be_read_says_why),
		TEST(what_is_no_blob_says_why),
		TEST(large_headers_are_empty),
		cmocka_unit_test_setup_teardown(a_blob_that_was_given, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_kept_is_known_again, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_damaged_is_not_taken, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
