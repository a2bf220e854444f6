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

#include "base/map.h"
#include "base/str.h"
#include "report/report.h"

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
			.on_by_default = true,
		};
	f->report.root = mem_strdup("/nowhere/tree");
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	report_release(&f->report);
	mem_free(f);
	return 0;
}

static struct finding *add_finding(struct fixture *f, enum confidence c, const char *path,
				   unsigned line, const char *message)
{
	struct finding *new = array_push(&f->report.findings);

	*new = (struct finding){
		.rule = &f->rules[c],
		.confidence = c,
		.path = mem_strdup(path),
		.line = line,
		.column = 2,
		.function = mem_strdup("start"),
		.message = mem_strdup(message),
	};
	return new;
}

static void add_remark(struct fixture *f, const char *check, bool fails, const char *of,
		       const char *path, const char *line, const char *text)
{
	*array_push(&f->report.remarks) = (struct remark){
		.check = check,
		.fails = fails,
		.of = mem_strdup(of),
		.path = mem_strdup(path),
		.line = mem_strdup(line),
		.text = mem_strdup(text),
	};
}

/* Brought by one patch of a series, mended by another, with a remark on each of two. */
static void add_series(struct fixture *f)
{
	struct finding *s = add_finding(f, CONFIDENCE_HIGH, "lib/thing.c", 18,
					"start() calls cut_off(t) before let_go(t)");

	finding_add_place(s, PLACE_CHANGE, "lib/thing.h", 7, 0, mem_strdup("managed from now on"));
	finding_add_place(s, PLACE_RELEASE, "lib/other.c", 24, 2, mem_strdup("let go"));
	finding_add_place(s, PLACE_RELEASE, "lib/other.c", 99, 2, mem_strdup("again"));
	s->brought = mem_strdup("2/5 (\"lib: manage it\")");
	s->mended = mem_strdup("4/5 (\"lib: let go first\")");
	add_remark(f, "fixes-unknown", true, "3/5 (\"lib: x\")", "0003-x.patch",
		   "Fixes: 0123 (\"y\")", "no commit has this id");
	add_remark(f, "stable-missing", false, "5/5 (\"lib: z\")", NULL, NULL,
		   "a fix without Cc: stable");
}

static void add_hostile(struct fixture *f)
{
	struct finding *h = add_finding(f, CONFIDENCE_MODERATE, "a,b:c%d\n::error ::\xff\033.c", 3,
					"x 100%\r\n::error::y \xfe\033[1m \xe2\x80\xae, z:");

	finding_add_place(h, PLACE_RELEASE, "r\n%:.c", 4, 0, mem_strdup("m\n"));
	finding_add_place(h, PLACE_CHANGE, "<c>\n\033.h", 5, 0, mem_strdup("<m>\xff\n"));
	h->brought = mem_strdup("1/2 (\"<b>\n\033[2J\xff\")");
	h->mended = mem_strdup("2/2 (\"<i>\r\033\")");
	add_remark(f, "odd", true, "1/2 (\"<u>\n\033\xff,:%\")", "p\n,:%\033.eml",
		   "<s>\n\033\xff", "<t>\n%\r\033\xff");
	add_remark(f, "odd", false, "2/2 (\"\n::error::\")", NULL, NULL, "t\n::error::");
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
#define assert_number(value, path, n) do { \
	assert_true(json_is_integer(at(value, path))); \
	assert_int_equal(json_integer_value(at(value, path)), n); \
} while (0)
#define assert_has(text, part) assert_non_null(strstr(text, part))
#define assert_lacks(text, part) assert_null(strstr(text, part))

#define assert_written(f, format, expected) do { \
	char *text_ = written(f, format); \
	assert_string_equal(text_, expected); \
	free(text_); \
} while (0)

/* ---- text, terse, json ---- */

static void text_tells_patches_and_remarks(void **state)
{
	add_series(*state);
	assert_written(*state, FORMAT_TEXT,
		"lib/thing.c:18:2: start() calls cut_off(t) before let_go(t) [cut_early, High]\n"
		"  brought by: 2/5 (\"lib: manage it\")\n"
		"  mended by: 4/5 (\"lib: let go first\"): bisection breaks between them\n"
		"      18  torn down here\n"
		"          in lib/other.c:\n"
		"      24  let go\n"
		"      99  again\n"
		"  change: lib/thing.h:7: managed from now on\n"
		"\n"
		"3/5 (\"lib: x\"): no commit has this id [fixes-unknown]\n"
		"  > Fixes: 0123 (\"y\")\n"
		"5/5 (\"lib: z\"): a fix without Cc: stable [stable-missing]\n"
		"\n"
		"0 files, 0 could match, 0 functions, 0 seen\n"
		"1 finding, 2 remarks on messages\n");
}

static void text_counts_remarks_alone(void **state)
{
	struct fixture *f = *state;

	add_remark(f, "odd", true, "1/1 (\"a\")", NULL, NULL, "odd");
	assert_written(f, FORMAT_TEXT,
		"1/1 (\"a\"): odd [odd]\n\n0 files, 0 could match, 0 functions, 0 seen\n"
		"no findings, 1 remark on messages\n");
	f->options.quiet = true;
	assert_written(f, FORMAT_TEXT, "1/1 (\"a\"): odd [odd]\n\n");
}

static void text_says_what_brought_it_alone(void **state)
{
	struct fixture *f = *state;
	char *text;

	add_finding(f, CONFIDENCE_LOW, "a.c", 1, "start() is early")->brought =
		mem_strdup("0123456789ab");
	text = written(f, FORMAT_TEXT);
	assert_has(text, "  brought by: 0123456789ab\n");
	assert_lacks(text, "mended by");
	free(text);
}

static void terse_is_a_line_for_each(void **state)
{
	struct fixture *f = *state;

	add_series(f);
	assert_written(f, FORMAT_TERSE,
		"lib/thing.c:18:2: start() calls cut_off(t) before let_go(t)"
		" (brought by 2/5 (\"lib: manage it\")), "
		    "mended by 4/5 (\"lib: let go first\")"
		" [cut_early]\n"
		"0003-x.patch: no commit has this id [fixes-unknown]\n"
		"5/5 (\"lib: z\"): a fix without Cc: stable [stable-missing]\n");
}

static void json_has_what_a_lint_tells(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_series(f);
	add_finding(f, CONFIDENCE_LOW, "lib/z.c", 1, "start() is early");
	add_finding(f, CONFIDENCE_LOW, "lib/zz.c", 1, "start() is early")->brought =
		mem_strdup("1/5");
	top = written_json(f, FORMAT_JSON);
	assert_text(top, "findings|0|brought_by", "2/5 (\"lib: manage it\")");
	assert_text(top, "findings|0|mended_by", "4/5 (\"lib: let go first\")");
	assert_text(top, "findings|0|related|0|kind", "change");
	assert_null(at(top, "findings|1|brought_by"));
	assert_null(at(top, "findings|1|mended_by"));
	assert_text(top, "findings|2|brought_by", "1/5");
	assert_true(json_is_null(at(top, "findings|2|mended_by")));
	assert_int_equal(json_array_size(at(top, "remarks")), 2);
	assert_text(top, "remarks|0|check", "fixes-unknown");
	assert_text(top, "remarks|0|severity", "error");
	assert_text(top, "remarks|0|of", "3/5 (\"lib: x\")");
	assert_text(top, "remarks|0|path", "0003-x.patch");
	assert_text(top, "remarks|0|line_text", "Fixes: 0123 (\"y\")");
	assert_text(top, "remarks|0|message", "no commit has this id");
	assert_text(top, "remarks|1|severity", "warning");
	assert_true(json_is_null(at(top, "remarks|1|path")));
	assert_true(json_is_null(at(top, "remarks|1|line_text")));
	json_decref(top);
}

/* A check's JSON is as it was. */
static void json_has_remarks_of_a_lint_only(void **state)
{
	struct fixture *f = *state;
	json_t *top = written_json(f, FORMAT_JSON);

	assert_null(at(top, "remarks"));
	json_decref(top);
	f->options.lint = true;
	top = written_json(f, FORMAT_JSON);
	assert_true(json_is_array(at(top, "remarks")));
	assert_int_equal(json_array_size(at(top, "remarks")), 0);
	json_decref(top);
}

/* ---- sarif, html ---- */

static void sarif_has_remarks_as_results(void **state)
{
	struct fixture *f = *state;
	json_t *top, *results, *rules;

	add_series(f);
	add_remark(f, "fixes-unknown", true, "5/5", "/tmp/a b.eml", NULL, "again");
	top = written_json(f, FORMAT_SARIF);
	results = at(top, "runs|0|results");
	rules = at(top, "runs|0|tool|driver|rules");
	assert_int_equal(json_array_size(results), 4);
	assert_int_equal(json_array_size(rules), 3);
	assert_text(results, "0|message|text", "start() calls cut_off(t) before let_go(t)"
		    " (brought by 2/5 (\"lib: manage it\")), "
		    "mended by 4/5 (\"lib: let go first\")");
	assert_text(results, "0|properties|brought_by", "2/5 (\"lib: manage it\")");
	assert_text(results, "0|properties|mended_by", "4/5 (\"lib: let go first\")");
	assert_text(results, "1|ruleId", "fixes-unknown");
	assert_text(results, "1|level", "error");
	assert_text(results, "1|message|text", "3/5 (\"lib: x\"): no commit has this id");
	assert_text(results, "1|locations|0|physicalLocation|artifactLocation|uri", "0003-x.patch");
	assert_null(at(results, "1|locations|0|physicalLocation|region"));
	assert_text(results, "1|properties|line_text", "Fixes: 0123 (\"y\")");
	assert_text(results, "2|level", "warning");
	assert_null(at(results, "2|locations"));
	assert_text(results, "3|locations|0|physicalLocation|artifactLocation|uri",
		    "file:///tmp/a%20b.eml");
	for (size_t i = 0; i < 4; i++) {
		json_t *r = json_array_get(results, i);
		json_t *index = at(r, "ruleIndex");
		json_t *rule = json_array_get(rules, (size_t)json_integer_value(index));

		assert_text(rule, "id", json_string_value(at(r, "ruleId")));
		assert_true(json_string_length(at(rule, "shortDescription|text")) > 0);
	}
	json_decref(top);
}

static void sarif_without_remarks_names_no_check(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_finding(f, CONFIDENCE_LOW, "a.c", 1, "start() is early");
	top = written_json(f, FORMAT_SARIF);
	assert_int_equal(json_array_size(at(top, "runs|0|tool|driver|rules")), 1);
	assert_text(top, "runs|0|results|0|message|text", "start() is early");
	assert_null(at(top, "runs|0|results|0|properties|brought_by"));
	json_decref(top);
}

static void html_has_a_section_of_remarks(void **state)
{
	struct fixture *f = *state;
	char *page;

	add_series(f);
	f->options.lint = true;
	page = written(f, FORMAT_HTML);
	assert_has(page, "<title>teardown: 1 finding, 2 remarks on messages</title>");
	assert_has(page, "<h1>1 finding, 2 remarks on messages</h1>");
	assert_has(page, "teardown lint of <code>");
	assert_has(page, "<dt>Brought by</dt><dd>2/5 (&quot;lib: manage it&quot;)</dd>");
	assert_has(page, "<dt>Mended by</dt><dd>4/5 (&quot;lib: let go first&quot;): bisection "
		   "breaks between them</dd>");
	assert_has(page, "<p class=\"note change\"><b>change</b> managed from now on</p>");
	assert_has(page, "<h2>Remarks on messages</h2>");
	assert_has(page, "no commit has this id<br><code>Fixes: 0123 (&quot;y&quot;)</code></td>");
	assert_has(page, "<code>stable-missing</code>");
	free(page);
}

static void html_of_a_check_says_nothing_of_a_lint(void **state)
{
	struct fixture *f = *state;
	char *page;

	add_finding(f, CONFIDENCE_LOW, "a.c", 1, "start() is early");
	page = written(f, FORMAT_HTML);
	assert_has(page, "teardown check of <code>");
	assert_lacks(page, "Remarks");
	assert_lacks(page, "Brought by");
	free(page);
}

/* ---- github ---- */

static void github_is_a_command_for_each(void **state)
{
	struct fixture *f = *state;

	add_series(f);
	add_finding(f, CONFIDENCE_MODERATE, "lib/u.c", 2, "start() is early");
	add_finding(f, CONFIDENCE_LOW, "lib/v.c", 3, "start() is early");
	assert_written(f, FORMAT_GITHUB,
		"::error file=lib/thing.c,line=18,col=2,title=teardown%3A cut_early (High)::"
		"start() calls cut_off(t) before let_go(t) (brought by 2/5 (\"lib: manage it\")), "
		"mended by 4/5 (\"lib: let go first\"); released at lib/other.c:24 [cut_early]\n"
		"::warning file=lib/u.c,line=2,col=2,title=teardown%3A middling (Moderate)::"
		"start() is early [middling]\n"
		"::warning file=lib/v.c,line=3,col=2,title=teardown%3A weak (Low)::"
		"start() is early [weak]\n"
		"::error title=teardown%3A fixes-unknown::"
		"3/5 (\"lib: x\"): no commit has this id [fixes-unknown]\n"
		"::warning title=teardown%3A stable-missing::"
		"5/5 (\"lib: z\"): a fix without Cc: stable [stable-missing]\n");
}

/* A path must come back as it is; what has no escape of GitHub's must not reach its log. */
static void github_escapes_data_and_properties(void **state)
{
	add_hostile(*state);
	assert_written(*state, FORMAT_GITHUB,
		"::warning file=a%2Cb%3Ac%25d%0A%3A%3Aerror %3A%3A\\xff\\x1b.c,line=3,col=2,"
		"title=teardown%3A middling (Moderate)::"
		"x 100%25%0D%0A::error::y \\xfe\\x1b[1m \\u202e, z: (brought by 1/2 (\"<b>%0A"
		"\\x1b[2J\\xff\")), mended by 2/2 (\"<i>%0D\\x1b\"); released at r%0A%25:.c:4"
		" [middling]\n"
		"::error title=teardown%3A odd::1/2 (\"<u>%0A\\x1b\\xff,:%25\"): "
		"<t>%0A%25%0D\\x1b\\xff [odd]\n"
		"::warning title=teardown%3A odd::2/2 (\"%0A::error::\"): t%0A::error:: [odd]\n");
}

static void github_names_the_revision(void **state)
{
	struct fixture *f = *state;
	struct revision_reports reports = { .root = "/nowhere/tree" };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	add_finding(f, CONFIDENCE_HIGH, "a.c", 1, "start() is early");
	for (size_t i = 0; i < 2; i++)
		*array_push(&reports.all) = (struct revision_report){
			.name = i ? "v2%" : "v1", .report = f->report };
	report_write_revisions(out, FORMAT_GITHUB, &reports, &f->options);
	fclose(out);
	assert_string_equal(text,
		"::error file=a.c,line=1,col=2,title=teardown%3A cut_early (High)::"
		"v1: start() is early [cut_early]\n"
		"::error file=a.c,line=1,col=2,title=teardown%3A cut_early (High)::"
		"v2%25: start() is early [cut_early]\n");
	free(text);
	array_free(&reports.all);
}

/* ---- gitlab ---- */

static void gitlab_has_the_documented_fields(void **state)
{
	struct fixture *f = *state;
	char *fingerprint;
	json_t *top;

	add_series(f);
	add_finding(f, CONFIDENCE_MODERATE, "lib/u.c", 2, "start() is early");
	add_finding(f, CONFIDENCE_LOW, "lib/v.c", 0, "start() is early");
	fingerprint = finding_fingerprint(&f->report.findings.item[0]);
	top = written_json(f, FORMAT_GITLAB);
	assert_true(json_is_array(top));
	assert_int_equal(json_array_size(top), 5);
	assert_text(top, "0|description", "start() calls cut_off(t) before let_go(t)"
		    " (brought by 2/5 (\"lib: manage it\")), "
		    "mended by 4/5 (\"lib: let go first\")");
	assert_text(top, "0|check_name", "cut_early");
	assert_text(top, "0|fingerprint", fingerprint);
	assert_text(top, "0|severity", "critical");
	assert_text(top, "0|location|path", "lib/thing.c");
	assert_number(top, "0|location|lines|begin", 18);
	assert_text(top, "1|severity", "major");
	assert_text(top, "2|severity", "minor");
	assert_number(top, "2|location|lines|begin", 1);
	assert_text(top, "3|check_name", "fixes-unknown");
	assert_text(top, "3|description", "3/5 (\"lib: x\"): no commit has this id");
	assert_text(top, "3|severity", "critical");
	assert_text(top, "3|location|path", "0003-x.patch");
	assert_number(top, "3|location|lines|begin", 1);
	assert_text(top, "4|severity", "minor");
	assert_text(top, "4|location|path", "lib/thing.c");
	json_decref(top);
	mem_free(fingerprint);
}

static void gitlab_of_nothing_is_an_empty_array(void **state)
{
	assert_written(*state, FORMAT_GITLAB, "[]\n");
}

static void gitlab_has_remarks_without_a_file(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_remark(f, "odd", true, "1/1", NULL, NULL, "odd");
	top = written_json(f, FORMAT_GITLAB);
	assert_text(top, "0|location|path", ".");
	assert_number(top, "0|location|lines|begin", 1);
	json_decref(top);
}

/* The same place brought by two patches, and the same remark on three. */
static void gitlab_gives_each_fingerprint_once(void **state)
{
	struct fixture *f = *state;
	struct map seen = MAP_INIT;
	json_t *top, *again;

	for (unsigned i = 0; i < 100; i++)
		add_finding(f, CONFIDENCE_HIGH, "a.c", i + 1, "start() calls cut_off(t)");
	for (unsigned i = 0; i < 100; i++)
		add_remark(f, "odd", true, "1/1", NULL, NULL, "odd");
	top = written_json(f, FORMAT_GITLAB);
	assert_int_equal(json_array_size(top), 200);
	for (size_t i = 0; i < 200; i++) {
		const char *name =
			json_string_value(at(json_array_get(top, i), "fingerprint"));

		assert_int_equal(strlen(name), 16);
		assert_false(map_has(&seen, name));
		*map_put(&seen, name) = f;
	}
	again = written_json(f, FORMAT_GITLAB);
	assert_true(json_equal(top, again));
	json_decref(again);
	json_decref(top);
	map_release(&seen);
}

/* A rebase gives the commits other ids: that is no other remark. */
static void gitlab_knows_a_remark_again(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_remark(f, "odd", true, "0123456789ab (\"x\")", "a.patch", "line", "text");
	add_remark(f, "odd", true, "abcdef012345 (\"x\")", "b.patch", "lin", "etext");
	add_remark(f, "odd", true, "abcdef012345 (\"x\")", "b.patch", NULL, "text");
	top = written_json(f, FORMAT_GITLAB);
	assert_string_not_equal(json_string_value(at(top, "0|fingerprint")),
				json_string_value(at(top, "1|fingerprint")));
	assert_string_not_equal(json_string_value(at(top, "0|fingerprint")),
				json_string_value(at(top, "2|fingerprint")));
	f->report.remarks.item[0].of[0] = '9';
	f->report.remarks.item[0].path[0] = 'c';
	{
		json_t *moved = written_json(f, FORMAT_GITLAB);

		assert_text(moved, "0|fingerprint",
			    json_string_value(at(top, "0|fingerprint")));
		json_decref(moved);
	}
	json_decref(top);
}

static void gitlab_is_utf8_whatever_comes(void **state)
{
	json_t *top;

	add_hostile(*state);
	top = written_json(*state, FORMAT_GITLAB);
	assert_text(top, "0|location|path", "a,b:c%d\n::error ::\xef\xbf\xbd\033.c");
	assert_text(top, "1|location|path", "p\n,:%\033.eml");
	json_decref(top);
}

/* ---- b4 ---- */

static void b4_has_a_line_for_each(void **state)
{
	struct fixture *f = *state;

	add_series(f);
	add_finding(f, CONFIDENCE_MODERATE, "lib/u.c", 2, "start() is early");
	assert_written(f, FORMAT_B4,
		"ERROR: lib/thing.c:18: start() calls cut_off(t) before let_go(t) [cut_early]\n"
		"WARNING: lib/u.c:2: start() is early [middling]\n"
		"ERROR: 0003-x.patch: no commit has this id [fixes-unknown]\n"
		"WARNING: 5/5 (\"lib: z\"): a fix without Cc: stable [stable-missing]\n");
}

static void b4_is_silent_of_a_clean_patch(void **state)
{
	assert_written(*state, FORMAT_B4, "");
}

/* For b4 "ERROR:" anywhere in a line makes it a failure, and each newline makes a line. */
static void b4_takes_no_warning_for_an_error(void **state)
{
	struct fixture *f = *state;

	add_finding(f, CONFIDENCE_LOW, "ERROR", 2, "ERROR: ERROR:ERROR\nERROR:");
	add_remark(f, "odd", false, "1/2 (\"x ERROR\")", NULL, NULL, "say ERROR:\033");
	add_remark(f, "odd", true, "2/2 (\"ERROR:\xff\")", NULL, NULL, "odd");
	assert_written(f, FORMAT_B4,
		"WARNING: ERROR\\x3a2: ERROR\\x3a ERROR\\x3aERROR\\x0aERROR\\x3a [weak]\n"
		"WARNING: 1/2 (\"x ERROR\"): say ERROR\\x3a\\x1b [odd]\n"
		"ERROR: 2/2 (\"ERROR:\\xff\"): odd [odd]\n");
}

/* ---- all ---- */

static void no_format_lets_hostile_bytes_through(void **state)
{
	struct fixture *f = *state;

	add_hostile(f);
	for (enum format i = FORMAT_TEXT; i <= FORMAT_B4; i++) {
		char *text = written(f, i);

		assert_null(strchr(text, '\033'));
		assert_null(strchr(text, '\r'));
		assert_null(strchr(text, '\xff'));
		free(text);
	}
	{
		char *page = written(f, FORMAT_HTML);
		static const char *const tags[] = { "<b>\\x", "<i>\\x", "<u>", "<s>", "<t>",
						    "<c>", "<m>" };

		for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
			assert_lacks(page, tags[i]);
		free(page);
	}
}

static void lines_stay_lines(void **state)
{
	static const struct {
		enum format format;
		size_t lines;
	} cases[] = {
		{ FORMAT_TERSE, 3 },
		{ FORMAT_GITHUB, 3 },
		{ FORMAT_B4, 3 },
	};

	add_hostile(*state);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text = written(*state, cases[i].format);
		size_t lines = 0;

		for (const char *p = text; *p; p++)
			lines += *p == '\n';
		assert_int_equal(lines, cases[i].lines);
		free(text);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(text_tells_patches_and_remarks),
		TEST(text_counts_remarks_alone),
		TEST(text_says_what_brought_it_alone),
		TEST(terse_is_a_line_for_each),
		TEST(json_has_what_a_lint_tells),
		TEST(json_has_remarks_of_a_lint_only),
		TEST(sarif_has_remarks_as_results),
		TEST(sarif_without_remarks_names_no_check),
		TEST(html_has_a_section_of_remarks),
		TEST(html_of_a_check_says_nothing_of_a_lint),
		TEST(github_is_a_command_for_each),
		TEST(github_escapes_data_and_properties),
		TEST(github_names_the_revision),
		TEST(gitlab_has_the_documented_fields),
		TEST(gitlab_of_nothing_is_an_empty_array),
		TEST(gitlab_has_remarks_without_a_file),
		TEST(gitlab_gives_each_fingerprint_once),
		TEST(gitlab_knows_a_remark_again),
		TEST(gitlab_is_utf8_whatever_comes),
		TEST(b4_has_a_line_for_each),
		TEST(b4_is_silent_of_a_clean_patch),
		TEST(b4_takes_no_warning_for_an_error),
		TEST(no_format_lets_hostile_bytes_through),
		TEST(lines_stay_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
