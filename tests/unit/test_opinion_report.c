// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/str.h"
#include "report/report.h"

#define WHY "the path can't be taken: if (x < 3) on line 7 rules it out"
#define HOSTILE "a.c:1:2: error: <b>\033[1m\r\n::error::x 100% ERROR: \xff\xe2\x80\xae]"

struct fixture {
	struct rule rules[3];
	struct report report;
	struct report_options options;
};

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	static const char *const names[] = { "weak", "middling", "cut_early" };

	for (size_t i = 0; i < 3; i++)
		f->rules[i] = (struct rule){
			.name = (char *)names[i],
			.summary = (char *)"cut off before it is let go",
			.confidence = (enum confidence)(CONFIDENCE_LOW + i),
		};
	*array_push(&f->rules[2].fixed_by) = (struct fix){
		.id = (char *)"0123456789abcdef0123456789abcdef01234567" };
	f->report.root = mem_strdup("/nowhere/tree");
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	report_release(&f->report);
	array_free(&f->rules[2].fixed_by);
	mem_free(f);
	return 0;
}

static void add_finding(struct fixture *f, enum confidence c, unsigned line,
			enum opinion opinion, const char *why)
{
	*array_push(&f->report.findings) = (struct finding){
		.rule = &f->rules[c],
		.confidence = c,
		.path = mem_strdup("a.c"),
		.line = line,
		.column = 2,
		.function = mem_strdup("start"),
		.message = mem_strdup("start() is early"),
		.opinion = opinion,
		.opinion_why = mem_strdup(why),
	};
}

static void add_each(struct fixture *f)
{
	add_finding(f, CONFIDENCE_HIGH, 1, OPINION_CONFIRMED, NULL);
	add_finding(f, CONFIDENCE_HIGH, 2, OPINION_REFUTED, WHY);
	add_finding(f, CONFIDENCE_HIGH, 3, OPINION_UNSEEN, "sparse failed on it: a.c:9: error: x");
	add_finding(f, CONFIDENCE_MODERATE, 4, OPINION_CONFIRMED, "but cut() is empty");
}

/* The report as @format; the caller frees it. */
static char *written(struct fixture *f, enum format format)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	report_sort(&f->report);
	report_write(out, format, &f->report, &f->options);
	assert_false(ferror(out));
	fclose(out);
	assert_int_equal(strlen(text), len);
	return text;
}

static json_t *written_json(struct fixture *f, enum format format)
{
	char *text = written(f, format);
	json_t *top = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(top);
	free(text);
	return top;
}

/* The value at @path of keys and indices, with a | between them. */
static json_t *at(json_t *value, const char *path)
{
	char *copy = mem_strdup(path), *rest = copy, *key;

	while (value && (key = strsep(&rest, "|")))
		value = json_is_array(value) ? json_array_get(value, (size_t)atoi(key)) :
					       json_object_get(value, key);
	mem_free(copy);
	return value;
}

#define assert_text(value, path, text) \
	assert_string_equal(json_string_value(at(value, path)), text)
#define assert_has(text, part) assert_non_null(strstr(text, part))
#define assert_lacks(text, part) assert_null(strstr(text, part))

#define assert_written(f, format, expected) do { \
	char *text_ = written(f, format); \
	assert_string_equal(text_, expected); \
	free(text_); \
} while (0)

static void text_tells_it_before_the_fixes_and_counts(void **state)
{
	struct fixture *f = *state;

	add_finding(f, CONFIDENCE_HIGH, 1, OPINION_CONFIRMED, NULL);
	add_finding(f, CONFIDENCE_HIGH, 2, OPINION_REFUTED, WHY);
	add_finding(f, CONFIDENCE_LOW, 3, OPINION_UNSEEN, "not compiled in this configuration");
	add_finding(f, CONFIDENCE_LOW, 4, OPINION_UNSEEN, NULL);
	assert_written(f, FORMAT_TEXT,
		"a.c:1:2: start() is early [cut_early, High]\n"
		"       1  torn down here\n"
		"  sparse: confirmed\n"
		"  fix: 0123456789ab\n"
		"\n"
		"a.c:2:2: start() is early [cut_early, High]\n"
		"       2  torn down here\n"
		"  sparse: refuted: " WHY "\n"
		"  fix: 0123456789ab\n"
		"\n"
		"a.c:3:2: start() is early [weak, Low]\n"
		"       3  torn down here\n"
		"  sparse: unseen: not compiled in this configuration\n"
		"\n"
		"a.c:4:2: start() is early [weak, Low]\n"
		"       4  torn down here\n"
		"  sparse: unseen\n"
		"\n"
		"0 files, 0 could match, 0 functions, 0 seen\n"
		"4 findings in 1 file: 2 High, 2 Low\n"
		"sparse: 1 confirmed, 1 refuted, 2 unseen\n");
}

static void text_counts_only_what_there_is(void **state)
{
	struct fixture *f = *state;
	char *text;

	add_finding(f, CONFIDENCE_LOW, 1, OPINION_REFUTED, WHY);
	text = written(f, FORMAT_TEXT);
	assert_true(str_ends(text, "\nsparse: 1 refuted\n"));
	free(text);
	f->options.quiet = true;
	text = written(f, FORMAT_TEXT);
	assert_lacks(text, "1 refuted");
	assert_has(text, "  sparse: refuted: " WHY "\n");
	free(text);
}

static void text_colours_it_as_a_note(void **state)
{
	struct fixture *f = *state;
	char *text;

	add_finding(f, CONFIDENCE_LOW, 1, OPINION_CONFIRMED, NULL);
	f->options.color = true;
	text = written(f, FORMAT_TEXT);
	assert_has(text, "\n  \033[36msparse: confirmed\033[0m\n");
	free(text);
}

static void the_lines_of_formats_have_a_mark(void **state)
{
	struct fixture *f = *state;

	add_each(f);
	assert_written(f, FORMAT_TERSE,
		"a.c:1:2: start() is early [sparse: confirmed] [cut_early]\n"
		"a.c:2:2: start() is early [sparse: refuted: " WHY "] [cut_early]\n"
		"a.c:3:2: start() is early [sparse: unseen: sparse failed on it: a.c:9: error: x]"
		" [cut_early]\n"
		"a.c:4:2: start() is early [sparse: confirmed: but cut() is empty] [middling]\n");
	assert_written(f, FORMAT_GITHUB,
		"::error file=a.c,line=1,col=2,title=teardown%3A cut_early (High)::"
		"start() is early [sparse: confirmed] [cut_early]\n"
		"::error file=a.c,line=2,col=2,title=teardown%3A cut_early (High)::"
		"start() is early [sparse: refuted: " WHY "] [cut_early]\n"
		"::error file=a.c,line=3,col=2,title=teardown%3A cut_early (High)::"
		"start() is early [sparse: unseen: sparse failed on it: a.c:9: error: x]"
		" [cut_early]\n"
		"::warning file=a.c,line=4,col=2,title=teardown%3A middling (Moderate)::"
		"start() is early [sparse: confirmed: but cut() is empty] [middling]\n");
}

static void b4_fails_for_nothing_that_is_refuted(void **state)
{
	struct fixture *f = *state;

	add_each(f);
	assert_written(f, FORMAT_B4,
		"ERROR: a.c:1: start() is early [sparse: confirmed] [cut_early]\n"
		"WARNING: a.c:2: start() is early [sparse: refuted: " WHY "] [cut_early]\n"
		"ERROR: a.c:3: start() is early [sparse: unseen: sparse failed on it: "
		"a.c:9: error: x] [cut_early]\n"
		"WARNING: a.c:4: start() is early [sparse: confirmed: but cut() is empty]"
		" [middling]\n");
}

static void gitlab_has_the_mark_and_the_fingerprint_stays(void **state)
{
	struct fixture *f = *state;
	char *fingerprint;
	json_t *top;

	add_finding(f, CONFIDENCE_HIGH, 2, OPINION_REFUTED, WHY);
	top = written_json(f, FORMAT_GITLAB);
	assert_text(top, "0|description", "start() is early [sparse: refuted: " WHY "]");
	assert_text(top, "0|severity", "critical");
	f->report.findings.item[0].opinion = OPINION_NONE;
	fingerprint = finding_fingerprint(&f->report.findings.item[0]);
	assert_text(top, "0|fingerprint", fingerprint);
	mem_free(fingerprint);
	json_decref(top);
}

static void json_has_an_object_of_it(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_each(f);
	top = written_json(f, FORMAT_JSON);
	assert_text(top, "findings|0|sparse|opinion", "confirmed");
	assert_true(json_is_null(at(top, "findings|0|sparse|why")));
	assert_text(top, "findings|1|sparse|opinion", "refuted");
	assert_text(top, "findings|1|sparse|why", WHY);
	assert_text(top, "findings|2|sparse|opinion", "unseen");
	assert_text(top, "findings|3|sparse|why", "but cut() is empty");
	json_decref(top);
}

static void sarif_has_it_in_the_properties_alone(void **state)
{
	struct fixture *f = *state;
	json_t *top, *result;

	add_each(f);
	top = written_json(f, FORMAT_SARIF);
	result = at(top, "runs|0|results|1");
	assert_text(result, "properties|sparse|opinion", "refuted");
	assert_text(result, "properties|sparse|why", WHY);
	assert_text(result, "level", "error");
	assert_text(result, "message|text", "start() is early");
	assert_null(at(result, "kind"));
	assert_null(at(result, "suppressions"));
	json_decref(top);
}

static void html_tells_it_in_the_list_and_below(void **state)
{
	struct fixture *f = *state;
	char *page;

	add_each(f);
	page = written(f, FORMAT_HTML);
	assert_has(page, "<p>sparse: 2 confirmed, 1 refuted, 1 unseen</p>");
	assert_has(page, "<br><span class=\"dim\">sparse: refuted</span></td>");
	assert_has(page, "<dl><dt>sparse</dt><dd>confirmed</dd><dt>Upstream fixes");
	assert_has(page, "<dt>sparse</dt><dd>refuted: the path can&#39;t be taken: if (x &lt; 3) "
		   "on line 7 rules it out</dd>");
	free(page);
}

static void what_was_not_asked_is_nowhere(void **state)
{
	struct fixture *f = *state;

	add_finding(f, CONFIDENCE_HIGH, 1, OPINION_NONE, NULL);
	for (enum format i = FORMAT_TEXT; i <= FORMAT_B4; i++) {
		char *text = written(f, i);

		assert_lacks(text, "sparse");
		free(text);
	}
}

static void no_reason_gets_out_of_its_place(void **state)
{
	static const enum format lines[] = { FORMAT_TERSE, FORMAT_GITHUB, FORMAT_B4 };
	struct fixture *f = *state;
	char *text;

	add_finding(f, CONFIDENCE_HIGH, 1, OPINION_REFUTED, HOSTILE);
	for (enum format i = FORMAT_TEXT; i <= FORMAT_B4; i++) {
		text = written(f, i);
		assert_null(strpbrk(text, "\033\r\xff"));
		assert_lacks(text, i == FORMAT_HTML ? "<b>\\x" : "\n::error::");
		free(text);
	}
	for (size_t i = 0; i < 3; i++) {
		text = written(f, lines[i]);
		assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
		assert_lacks(text, "\xe2\x80\xae");
		free(text);
	}
	text = written(f, FORMAT_B4);
	assert_lacks(text, "ERROR:");
	free(text);
	text = written(f, FORMAT_GITHUB);
	assert_has(text, "\\x1b[1m%0D%0A::error::x 100%25 ERROR: \\xff\\u202e]] [cut_early]\n");
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(text_tells_it_before_the_fixes_and_counts),
		TEST(text_counts_only_what_there_is),
		TEST(text_colours_it_as_a_note),
		TEST(the_lines_of_formats_have_a_mark),
		TEST(b4_fails_for_nothing_that_is_refuted),
		TEST(gitlab_has_the_mark_and_the_fingerprint_stays),
		TEST(json_has_an_object_of_it),
		TEST(sarif_has_it_in_the_properties_alone),
		TEST(html_tells_it_in_the_list_and_below),
		TEST(what_was_not_asked_is_nowhere),
		TEST(no_reason_gets_out_of_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
