// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "history/repository.h"
#include "proof/blobs.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_blob_has_one_number),
		TEST(words_are_found),
		TEST(definitions_are_found),
		TEST(what_can_not_be_read_says_why),
		TEST(what_is_no_blob_says_why),
		TEST(large_headers_are_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
