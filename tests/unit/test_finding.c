// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/finding.h"

static struct rule rule_named(const char *name)
{
	return (struct rule){ .name = (char *)name };
}

static struct finding *add(struct report *r, const struct rule *rule, const char *path,
			   unsigned line, unsigned column)
{
	struct finding *f = array_push(&r->findings);

	*f = (struct finding){
		.rule = rule,
		.path = mem_strdup(path),
		.line = line,
		.column = column,
		.function = mem_strdup("fn"),
		.message = mem_strdup("fn() calls down(dev)"),
	};
	return f;
}

static void findings_are_sorted_by_path_line_column_rule(void **state)
{
	struct rule a = rule_named("a"), b = rule_named("b");
	struct report r = { 0 };
	const unsigned lines[] = { 9, 2, 2, 2, 10 };

	(void)state;
	add(&r, &a, "b.c", 10, 1);
	add(&r, &b, "b.c", 2, 1);
	add(&r, &a, "b.c", 2, 7);
	add(&r, &a, "b.c", 2, 1);
	add(&r, &b, "a.c", 9, 1);
	report_sort(&r);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(r.findings.item[i].line, lines[i]);
	assert_string_equal(r.findings.item[0].path, "a.c");
	assert_ptr_equal(r.findings.item[1].rule, &a);
	assert_ptr_equal(r.findings.item[2].rule, &b);
	assert_int_equal(r.findings.item[3].column, 7);
	report_release(&r);
}

static void coverage_is_sorted_too(void **state)
{
	struct report r = { 0 };
	struct coverage *c = &r.coverage;

	(void)state;
	*array_push(&c->unparsed) = (struct unparsed){ mem_strdup("b.c"), 3, mem_strdup("g") };
	*array_push(&c->unparsed) = (struct unparsed){ mem_strdup("b.c"), 1, mem_strdup("z") };
	*array_push(&c->unparsed) = (struct unparsed){ mem_strdup("a.c"), 7, mem_strdup("f") };
	*array_push(&c->unseen) = (struct unseen){ mem_strdup("y.c"), mem_strdup("timeout"), true };
	*array_push(&c->unseen) = (struct unseen){ mem_strdup("x.c"), mem_strdup("no"), false };
	report_sort(&r);
	assert_string_equal(c->unparsed.item[0].function, "f");
	assert_string_equal(c->unparsed.item[1].function, "z");
	assert_string_equal(c->unseen.item[0].path, "x.c");
	report_release(&r);
	assert_null(r.coverage.unparsed.item);
}

static void an_empty_report_sorts_and_is_released(void **state)
{
	struct report r = { 0 };

	(void)state;
	report_sort(&r);
	report_release(&r);
	report_release(&r);
}

static void coverage_is_complete_without_gaps_only(void **state)
{
	struct unparsed lost = { 0 };
	struct unseen unseen = { 0 };
	struct coverage c = { .files = 3 };

	(void)state;
	assert_true(coverage_complete(&c));
	c.unparsed.item = &lost;
	c.unparsed.n = 1;
	assert_false(coverage_complete(&c));
	c.unparsed.n = 0;
	c.unseen.item = &unseen;
	c.unseen.n = 1;
	assert_false(coverage_complete(&c));
}

static void a_place_owns_its_path_and_message(void **state)
{
	struct finding f = { 0 };
	char path[] = "a.c";

	(void)state;
	finding_add_place(&f, PLACE_RELEASE, path, 4, 2, mem_strdup("released here"));
	path[0] = 'x';
	assert_int_equal(f.related.n, 1);
	assert_string_equal(f.related.item[0].path, "a.c");
	assert_int_equal(f.related.item[0].kind, PLACE_RELEASE);
	finding_release(&f);
	assert_int_equal(f.related.n, 0);
}

static void each_kind_has_a_name_of_its_own(void **state)
{
	(void)state;
	assert_string_equal(place_kind_name(PLACE_TEARDOWN), "teardown");
	for (int a = PLACE_TEARDOWN; a <= PLACE_MANAGED; a++)
		for (int b = a + 1; b <= PLACE_MANAGED; b++)
			assert_string_not_equal(place_kind_name(a), place_kind_name(b));
}

static bool same_fingerprint(struct finding a, struct finding b)
{
	char *left = finding_fingerprint(&a), *right = finding_fingerprint(&b);
	bool same = !strcmp(left, right);

	assert_int_equal(strlen(left), 16);
	assert_int_equal(strspn(left, "0123456789abcdef"), 16);
	mem_free(left);
	mem_free(right);
	return same;
}

static struct finding shaped(const struct rule *rule, const char *message)
{
	return (struct finding){
		.rule = rule,
		.path = (char *)"drivers/base/dd.c",
		.line = 10,
		.function = (char *)"fn",
		.message = (char *)message,
	};
}

static void a_fingerprint_survives_line_drift(void **state)
{
	struct rule rule = rule_named("a");
	struct finding f = shaped(&rule, "fn() calls down(dev) at line 10, released at line 12");
	struct finding moved = shaped(&rule,
				      "fn() calls down(dev) at line 11, released at line 22");

	(void)state;
	moved.line = 11;
	assert_true(same_fingerprint(f, moved));
	moved.message = (char *)"in fn(), down(dev) (torn down) comes first";
	assert_true(same_fingerprint(f, moved));
}

static void a_fingerprint_tells_findings_apart(void **state)
{
	struct rule rule = rule_named("a"), other_rule = rule_named("b");
	struct finding f = shaped(&rule, "fn() calls down(dev) first"), g = f;

	(void)state;
	g.rule = &other_rule;
	assert_false(same_fingerprint(f, g));
	g = f;
	g.path = (char *)"drivers/base/bus.c";
	assert_false(same_fingerprint(f, g));
	g = f;
	g.function = (char *)"gn";
	assert_false(same_fingerprint(f, g));
	g = f;
	g.message = (char *)"fn() calls down(pd_dev) first";
	assert_false(same_fingerprint(f, g));
	g.message = (char *)"fn() calls other->down(dev) first";
	assert_false(same_fingerprint(f, g));
	g = f;
	g.path = (char *)"drivers/base/dd.cf";
	g.function = (char *)"n";
	assert_false(same_fingerprint(f, g));
}

static void an_assignment_is_a_teardown_too(void **state)
{
	struct rule rule = rule_named("a");
	struct finding f = shaped(&rule, "fn() sets dev->dma_ops = NULL (the ops) at line 4");
	struct finding g = shaped(&rule, "fn() sets dev->dma_ops = NULL (the ops) at line 5");
	struct finding h = shaped(&rule, "fn() sets dev->dma_mask = NULL (the ops) at line 4");

	(void)state;
	assert_true(same_fingerprint(f, g));
	assert_false(same_fingerprint(f, h));
}

static void a_fix_may_be_of_one_kind(void **state)
{
	struct fix all = { .id = (char *)"376991db4b64" };
	struct fix one = { .id = (char *)"4d1014c1816c", .of = (char *)"range_map" };
	struct finding f = { .message = mem_strdup("down(dev) before release(dev)"),
			     .path = mem_strdup("a.c"), .function = mem_strdup("fn") };

	(void)state;
	assert_true(finding_has_fix(&f, &all));
	assert_false(finding_has_fix(&f, &one));
	finding_add_place(&f, PLACE_PATH, "a.c", 1, 1, mem_strdup("dev->range_map is true"));
	assert_false(finding_has_fix(&f, &one));
	finding_add_place(&f, PLACE_TEARDOWN, "a.c", 2, 1, mem_strdup("kfree(dev->range_map)"));
	assert_true(finding_has_fix(&f, &one));
	finding_release(&f);
}

static void a_message_without_a_call_has_a_fingerprint(void **state)
{
	struct rule rule = rule_named("a");
	struct finding f = shaped(&rule, "torn down at 4 (open");
	struct finding g = shaped(&rule, "torn down at 51 (open");
	struct finding h = shaped(&rule, "detached at 4 (open");
	struct finding none = { 0 };

	(void)state;
	assert_true(same_fingerprint(f, g));
	assert_false(same_fingerprint(f, h));
	assert_true(same_fingerprint(none, none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_are_sorted_by_path_line_column_rule),
		cmocka_unit_test(coverage_is_sorted_too),
		cmocka_unit_test(an_empty_report_sorts_and_is_released),
		cmocka_unit_test(coverage_is_complete_without_gaps_only),
		cmocka_unit_test(a_place_owns_its_path_and_message),
		cmocka_unit_test(each_kind_has_a_name_of_its_own),
		cmocka_unit_test(a_fingerprint_survives_line_drift),
		cmocka_unit_test(a_fingerprint_tells_findings_apart),
		cmocka_unit_test(an_assignment_is_a_teardown_too),
		cmocka_unit_test(a_fix_may_be_of_one_kind),
		cmocka_unit_test(a_message_without_a_call_has_a_fingerprint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
