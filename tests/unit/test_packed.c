// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "check/packed.h"

static const struct rule ONE = { .name = (char *)"one" }, TWO = { .name = (char *)"two" };
static const struct rule *const RULES[] = { &ONE, &TWO };

static void add_finding(struct report *r, const struct rule *rule)
{
	struct finding *f = array_push(&r->findings);

	*f = (struct finding){ .rule = rule, .confidence = CONFIDENCE_MODERATE,
			       .path = mem_strdup("drivers/a\xff.c"), .line = 3, .column = 9,
			       .function = mem_strdup(""), .message = mem_strdup("a thing\n"),
			       .no_patch = mem_strdup("no reason") };
	finding_add_place(f, PLACE_RELEASE, "drivers/b.c", 5, 0, mem_strdup("released here"));
	finding_add_place(f, PLACE_MANAGED, "drivers/c.c", 6, 1, mem_strdup(""));
}

static struct report some(void)
{
	struct report r = { .coverage = { .files = 7, .candidates = 3, .functions = 20 } };

	add_finding(&r, &TWO);
	add_finding(&r, &ONE);
	r.findings.item[1].patch = mem_strdup("--- a\n+++ b\n");
	*array_push(&r.coverage.unparsed) = (struct unparsed){ mem_strdup("a.c"), 4,
							       mem_strdup("f") };
	*array_push(&r.coverage.unseen) = (struct unseen){ mem_strdup("b.c"),
							   mem_strdup("timeout"), true };
	return r;
}

static struct str packed(struct report r)
{
	struct str s = STR_INIT;

	report_pack(&s, &r);
	report_release(&r);
	return s;
}

static void what_was_packed_comes_back(void **state)
{
	struct str s = packed(some()), again;
	struct report r = { 0 };
	const struct finding *f;

	(void)state;
	assert_true(report_unpack(&r, s.buf, s.len, RULES, 2));
	f = &r.findings.item[1];
	assert_int_equal(r.findings.n, 2);
	assert_ptr_equal(r.findings.item[0].rule, &TWO);
	assert_null(r.findings.item[0].patch);
	assert_string_equal(r.findings.item[0].no_patch, "no reason");
	assert_ptr_equal(f->rule, &ONE);
	assert_string_equal(f->path, "drivers/a\xff.c");
	assert_string_equal(f->patch, "--- a\n+++ b\n");
	assert_int_equal(f->related.item[0].kind, PLACE_RELEASE);
	assert_int_equal(f->related.n, 2);
	assert_int_equal(r.coverage.functions, 20);
	assert_true(r.coverage.unseen.item[0].timeout);
	again = packed(r);
	assert_int_equal(again.len, s.len);
	assert_memory_equal(again.buf, s.buf, s.len);
	str_release(&again);
	str_release(&s);
}

static void is_none(const struct str *s, size_t len, size_t rules)
{
	struct report r = { 0 };

	assert_false(report_unpack(&r, s->buf, len, RULES, rules));
	assert_int_equal(r.findings.n, 0);
	assert_int_equal(r.coverage.files, 0);
	assert_null(r.coverage.unseen.item);
}

static void what_is_cut_or_longer_is_none(void **state)
{
	struct str s = packed(some());

	(void)state;
	for (size_t len = 0; len < s.len; len++)
		is_none(&s, len, 2);
	str_addc(&s, '\0');
	is_none(&s, s.len, 2);
	str_release(&s);
}

static void a_rule_that_is_not_run_is_none(void **state)
{
	struct str s = packed(some());

	(void)state;
	is_none(&s, s.len, 1);
	is_none(&s, s.len, 0);
	str_release(&s);
}

/* Whatever byte is another: it is a report that can be packed again, or none. */
static void garbage_does_no_harm(void **state)
{
	static const char bytes[] = { 0, 1, 2, (char)0xff };
	struct str s = packed(some());

	(void)state;
	for (size_t i = 0; i < 4 * s.len; i++) {
		char was = s.buf[i / 4];
		struct report r = { 0 };

		s.buf[i / 4] = bytes[i % 4];
		if (report_unpack(&r, s.buf, s.len, RULES, 2)) {
			struct str again = packed(r);

			str_release(&again);
		}
		s.buf[i / 4] = was;
	}
	memset(s.buf, 0xff, s.len);
	is_none(&s, s.len, 2);
	str_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_packed_comes_back),
		cmocka_unit_test(what_is_cut_or_longer_is_none),
		cmocka_unit_test(a_rule_that_is_not_run_is_none),
		cmocka_unit_test(garbage_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
