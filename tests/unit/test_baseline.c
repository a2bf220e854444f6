// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/str.h"
#include "report/baseline.h"

struct fixture {
	char folder[32];
	char *path;
	struct rule rules[2];
	struct report report;
};

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	strcpy(f->folder, "/tmp/baseline.XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->path = mem_printf("%s/base.json", f->folder);
	f->rules[0].name = (char *)"apart";
	f->rules[1].name = (char *)"cut_early";
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	rmdir(f->folder);
	report_release(&f->report);
	mem_free(f->path);
	mem_free(f);
	return 0;
}

static void add(struct report *r, const struct rule *rule, const char *path, unsigned line,
		const char *message)
{
	*array_push(&r->findings) = (struct finding){
		.rule = rule,
		.path = mem_strdup(path),
		.line = line,
		.function = mem_strdup("start"),
		.message = mem_strdup(message),
	};
}

static void add_some(struct fixture *f)
{
	add(&f->report, &f->rules[1], "b.c", 9, "start() calls cut_off(t)");
	add(&f->report, &f->rules[0], "b.c", 5, "start() calls undo(t)");
	add(&f->report, &f->rules[1], "a.c", 1, "start() calls cut_off(t)");
	add(&f->report, &f->rules[1], "b.c", 30, "start() calls cut_off(t)");
}

/* What baseline_write() makes of @r; the caller frees it. */
static char *written(const struct report *r)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	baseline_write(out, NULL, r);
	assert_false(ferror(out));
	fclose(out);
	return text;
}

static void put(const struct fixture *f, const char *text, size_t len)
{
	FILE *file = fopen(f->path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static void must(struct error *err)
{
	if (err)
		fail_msg("%s", error_text(err));
}

/* The baseline of @r, through its file. */
static struct baseline *kept(const struct fixture *f, const struct report *r)
{
	char *text = written(r);
	struct baseline *b;

	put(f, text, strlen(text));
	must(baseline_read(&b, f->path));
	assert_non_null(b);
	free(text);
	return b;
}

static void a_finding_a_line_sorted(void **state)
{
	struct fixture *f = *state;
	char *text, *expected, *print[4];

	add_some(f);
	for (size_t i = 0; i < 4; i++)
		print[i] = finding_fingerprint(&f->report.findings.item[i]);
	text = written(&f->report);
	expected = mem_printf(
		"{\"teardown_baseline\": 1, \"findings\": [\n"
		"{\"fingerprint\": \"%s\", \"rule\": \"cut_early\", \"path\": \"a.c\", "
		"\"function\": \"start\", \"message\": \"start() calls cut_off(t)\"},\n"
		"{\"fingerprint\": \"%s\", \"rule\": \"apart\", \"path\": \"b.c\", "
		"\"function\": \"start\", \"message\": \"start() calls undo(t)\"},\n"
		"{\"fingerprint\": \"%s\", \"rule\": \"cut_early\", \"path\": \"b.c\", "
		"\"function\": \"start\", \"message\": \"start() calls cut_off(t)\"},\n"
		"{\"fingerprint\": \"%s\", \"rule\": \"cut_early\", \"path\": \"b.c\", "
		"\"function\": \"start\", \"message\": \"start() calls cut_off(t)\"}\n"
		"]}\n", print[2], print[1], print[0], print[3]);
	assert_string_equal(text, expected);
	for (size_t i = 0; i < 4; i++)
		mem_free(print[i]);
	mem_free(expected);
	free(text);
}

static void it_is_the_same_in_any_order(void **state)
{
	struct fixture *f = *state;
	char *one, *other;

	add_some(f);
	one = written(&f->report);
	for (size_t i = 0; i < 4; i++)
		f->report.findings.item[i].line = 100 - f->report.findings.item[i].line;
	report_sort(&f->report);
	other = written(&f->report);
	assert_string_equal(one, other);
	free(one);
	free(other);
}

static void an_empty_one_is_read_too(void **state)
{
	struct fixture *f = *state;
	char *text = written(&f->report);
	struct baseline *b = kept(f, &f->report);
	size_t gone = 7;

	assert_string_equal(text, "{\"teardown_baseline\": 1, \"findings\": []}\n");
	add_some(f);
	assert_int_equal(baseline_apply(b, &f->report, &gone), 0);
	assert_int_equal(gone, 0);
	assert_int_equal(f->report.findings.n, 4);
	baseline_free(b);
	free(text);
}

static void what_it_knows_is_taken_out(void **state)
{
	struct fixture *f = *state;
	struct baseline *b;
	size_t gone = 7;

	add_some(f);
	b = kept(f, &f->report);
	add(&f->report, &f->rules[0], "new.c", 3, "start() calls undo(t)");
	f->report.findings.item[1].line += 100;		/* has moved */
	assert_int_equal(baseline_apply(b, &f->report, &gone), 4);
	assert_int_equal(gone, 0);
	assert_int_equal(f->report.findings.n, 1);
	assert_string_equal(f->report.findings.item[0].path, "new.c");
	assert_int_equal(baseline_apply(b, &f->report, &gone), 0);	/* it is not used up */
	assert_int_equal(gone, 4);
	assert_int_equal(f->report.findings.n, 1);
	baseline_free(b);
}

/* Two known ones of a fingerprint take two, in order: the third is new. */
static void a_fingerprint_takes_as_many_as_it_has(void **state)
{
	struct fixture *f = *state;
	struct baseline *b;
	size_t gone;

	add_some(f);
	b = kept(f, &f->report);
	add(&f->report, &f->rules[1], "b.c", 50, "start() calls cut_off(t)");
	add(&f->report, &f->rules[1], "b.c", 60, "start() calls cut_off(t)");
	assert_int_equal(baseline_apply(b, &f->report, &gone), 4);
	assert_int_equal(gone, 0);
	assert_int_equal(f->report.findings.n, 2);
	assert_int_equal(f->report.findings.item[0].line, 50);
	assert_int_equal(f->report.findings.item[1].line, 60);
	baseline_free(b);
}

static void what_was_mended_is_gone(void **state)
{
	struct fixture *f = *state;
	struct baseline *b;
	size_t gone;

	add_some(f);
	b = kept(f, &f->report);
	finding_release(&f->report.findings.item[3]);
	f->report.findings.n = 3;
	assert_int_equal(baseline_apply(b, &f->report, &gone), 3);
	assert_int_equal(gone, 1);
	assert_int_equal(f->report.findings.n, 0);
	baseline_free(b);
}

static void remarks_are_no_findings(void **state)
{
	struct fixture *f = *state;
	struct baseline *b;
	char *text;
	size_t gone;

	*array_push(&f->report.remarks) = (struct remark){
		.check = "odd", .of = mem_strdup("1/1"), .text = mem_strdup("odd") };
	text = written(&f->report);
	assert_null(strstr(text, "odd"));
	b = kept(f, &f->report);
	assert_int_equal(baseline_apply(b, &f->report, &gone), 0);
	assert_int_equal(f->report.remarks.n, 1);
	baseline_free(b);
	free(text);
}

static void hostile_bytes_stay_in_their_line(void **state)
{
	struct fixture *f = *state;
	struct baseline *b;
	char *text, *p;
	json_t *top;
	size_t lines = 0, gone;

	add(&f->report, &f->rules[0], "a\n\"},\n\xff\033,:%.c", 1, "start() \r\n\"}]} \xfe");
	text = written(&f->report);
	for (p = text; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 3);
	top = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(top);
	assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(
		top, "findings"), 0), "path")), "a\n\"},\n\xef\xbf\xbd\033,:%.c");
	b = kept(f, &f->report);
	assert_int_equal(baseline_apply(b, &f->report, &gone), 1);
	assert_int_equal(gone, 0);
	baseline_free(b);
	json_decref(top);
	free(text);
}

static void a_merged_file_in_another_form_is_read(void **state)
{
	static const char text[] =
		"{ \"findings\" : [\n\n { \"path\": 7, \"fingerprint\": \"0123456789abcdef\" } ,"
		"\t{\"fingerprint\":\"0123456789abcdef\",\"by\":{}}\r\n], \"teardown_baseline\":1,"
		"\"more\":null }";
	struct fixture *f = *state;
	struct baseline *b;
	size_t gone;

	put(f, text, strlen(text));
	must(baseline_read(&b, f->path));
	assert_int_equal(baseline_apply(b, &f->report, &gone), 0);
	assert_int_equal(gone, 2);
	baseline_free(b);
}

#define HEAD "{\"teardown_baseline\": 1, \"findings\": "

static void what_is_none_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "base.json:1: " },
		{ "hello", "base.json:1: " },
		{ HEAD "[\n\n<<<<<<< HEAD\n]}", "base.json:3: " },
		{ HEAD "[]} x", "base.json:1: " },
		{ HEAD "[]", "base.json:1: " },
		{ HEAD "[\n{\"fingerprint\": \"\xff\"}]}", "base.json:2: " },
		{ HEAD "[], \"findings\": []}", "base.json:1: duplicate" },
		{ "[]", "base.json: no baseline: it has no number \"teardown_baseline\"" },
		{ "{}", "base.json: no baseline: it has no number" },
		{ "{\"teardown_baseline\": \"1\", \"findings\": []}", "it has no number" },
		{ "{\"teardown_baseline\": 1.0, \"findings\": []}", "it has no number" },
		{ "{\"teardown_baseline\": 2, \"findings\": []}", "of version 2; known: 1" },
		{ "{\"teardown_baseline\": 0, \"findings\": []}", "of version 0; known: 1" },
		{ "{\"teardown_baseline\": 1}", "it has no list \"findings\"" },
		{ HEAD "{}}", "it has no list \"findings\"" },
		{ HEAD "[7]}", "finding 1 has no \"fingerprint\"" },
		{ HEAD "[{}]}", "finding 1 has no \"fingerprint\" of 16 hex digits" },
		{ HEAD "[{\"fingerprint\": 1}]}", "finding 1 has no \"fingerprint\"" },
		{ HEAD "[{\"fingerprint\": \"0123456789abcde\"}]}", "finding 1 has no" },
		{ HEAD "[{\"fingerprint\": \"0123456789abcdeg\"}]}", "finding 1 has no" },
		{ HEAD "[{\"fingerprint\": \"0123456789ABCDEF\"}]}", "finding 1 has no" },
		{ HEAD "[{\"fingerprint\": \"0123456789abcdef\"}, null]}", "finding 2 has no" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct baseline *b = (struct baseline *)f;
		struct error *err;

		put(f, cases[i].text, strlen(cases[i].text));
		err = baseline_read(&b, f->path);
		assert_non_null(err);
		assert_null(b);
		assert_true(str_starts(error_text(err), f->folder));
		if (!strstr(error_text(err), cases[i].says))
			fail_msg("case %zu: %s", i, error_text(err));
		error_free(err);
	}
}

static void a_nul_byte_is_refused(void **state)
{
	static const char text[] = HEAD "[]}\0";
	struct fixture *f = *state;
	struct baseline *b;
	struct error *err;

	put(f, text, sizeof(text) - 1);
	err = baseline_read(&b, f->path);
	assert_non_null(err);
	assert_null(b);
	error_free(err);
}

static void deep_nesting_is_refused(void **state)
{
	struct fixture *f = *state;
	struct str text = STR_INIT;
	struct baseline *b;
	struct error *err;

	for (size_t i = 0; i < 100000; i++)
		str_addc(&text, '[');
	put(f, text.buf, text.len);
	err = baseline_read(&b, f->path);
	assert_non_null(err);
	assert_null(b);
	error_free(err);
	str_release(&text);
}

/* Blanks up to the limit are fine, one more is not. */
static void a_file_has_a_largest_size(void **state)
{
	struct fixture *f = *state;
	struct str text = STR_INIT;
	struct baseline *b;
	struct error *err;
	char blanks[4096];

	memset(blanks, ' ', sizeof(blanks));
	str_add(&text, HEAD "[]}");
	while (text.len + sizeof(blanks) <= BASELINE_MAX_BYTES)
		str_addn(&text, blanks, sizeof(blanks));
	str_addn(&text, blanks, BASELINE_MAX_BYTES - text.len);
	put(f, text.buf, text.len);
	must(baseline_read(&b, f->path));
	baseline_free(b);
	str_addc(&text, '\n');
	put(f, text.buf, text.len);
	err = baseline_read(&b, f->path);
	assert_non_null(err);
	assert_null(b);
	assert_non_null(strstr(error_text(err), "larger than 16 MiB"));
	error_free(err);
	str_release(&text);
}

static void what_cannot_be_read_is_an_error(void **state)
{
	struct fixture *f = *state;
	struct baseline *b;
	struct error *err = baseline_read(&b, f->path);

	assert_non_null(err);
	assert_null(b);
	assert_non_null(strstr(error_text(err), "base.json: No such file"));
	error_free(err);
	err = baseline_read(&b, f->folder);
	assert_non_null(err);
	assert_null(b);
	assert_non_null(strstr(error_text(err), "directory"));
	error_free(err);
	baseline_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_finding_a_line_sorted),
		TEST(it_is_the_same_in_any_order),
		TEST(an_empty_one_is_read_too),
		TEST(what_it_knows_is_taken_out),
		TEST(a_fingerprint_takes_as_many_as_it_has),
		TEST(what_was_mended_is_gone),
		TEST(remarks_are_no_findings),
		TEST(hostile_bytes_stay_in_their_line),
		TEST(a_merged_file_in_another_form_is_read),
		TEST(what_is_none_is_refused),
		TEST(a_nul_byte_is_refused),
		TEST(deep_nesting_is_refused),
		TEST(a_file_has_a_largest_size),
		TEST(what_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
