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
#include "report/edit.h"
#include "report/escape.h"
#include "report/excerpt.h"
#include "report/report.h"

/* Our own, with what the writers must cope with: a wrapper, labels, a gap, hostile bytes. */
static const char SOURCE[] =
	"static void cleanup(struct thing *t)\n"		/* 1 */
	"{\n"
	"\tlet_go(t);\n"
	"}\n"
	"\n"
	"static int start(struct thing *t,\n"			/* 6 */
	"\t\t int how)\n"
	"{\n"
	"\tint ret = 0;\n"
	"\n"
	"\t/* one */\n"						/* 11 */
	"\t/* two */\n"
	"\t/* three */\n"
	"\t/* four */\n"
	"\t/* five */\n"
	"\t/* six */\n"						/* 16 */
	"\t/* <b> & \033[31m \xff */\n"
	"\tcut_off(t);\n"
	"\tif (ret)\n"
	"\t\tgoto out;\n"
	"\tret = 1;\n"						/* 21 */
	"\tret = 2;\n"
	"out:\n"
	"\tcleanup(t);\n"
	"\treturn ret;\n"
	"}\n";							/* 26 */

static const char PATCH[] =
	"--- a/lib/thing.c\n"
	"+++ b/lib/thing.c\n"
	"@@ -16,11 +16,11 @@ static int start(struct thing *t,\n"
	" \t/* six */\n"
	" \t/* <b> & */\n"
	"-\tcut_off(t);\n"
	" \tif (ret)\n"
	" \t\tgoto out;\n"
	" \tret = 1;\n"
	" \tret = 2;\n"
	" out:\n"
	" \tcleanup(t);\n"
	"+\tcut_off(t);\n"
	" \treturn ret;\n"
	" }\n";

struct fixture {
	char folder[32];
	struct rules rules;
	struct report report;
	struct report_options options;
};

static void add_rule(struct rules *rules, const char *name, enum confidence c)
{
	*array_push(&rules->all) = (struct rule){
		.name = (char *)name,
		.summary = (char *)"cut off before it is let go",
		.description = (char *)"A thing is cut off\nbefore it is let go.",
		.comments = (char *)"None known.",
		.confidence = c,
		.on_by_default = true,
	};
}

static void write_file(const struct fixture *f, const char *name, const char *text, size_t len)
{
	char *path = mem_printf("%s/%s", f->folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
	mem_free(path);
}

static struct finding *add_finding(struct fixture *f, size_t rule, const char *path,
				   const char *message)
{
	struct finding *new = array_push(&f->report.findings);

	*new = (struct finding){
		.rule = &f->rules.all.item[rule],
		.confidence = f->rules.all.item[rule].confidence,
		.path = mem_strdup(path),
		.line = 18,
		.column = 2,
		.function = mem_strdup("start"),
		.message = mem_strdup(message),
	};
	return new;
}

static void add_story(struct fixture *f)
{
	struct finding *s = add_finding(f, 1, "lib/thing.c",
					"start() calls cut_off(t) before let_go(t)");

	finding_add_place(s, PLACE_CALLBACK, "lib/thing.c", 6, 0, mem_strdup("it is the .start"));
	finding_add_place(s, PLACE_PATH, "lib/thing.c", 20, 3, mem_strdup("the error path"));
	finding_add_place(s, PLACE_RELEASE, "lib/thing.c", 24, 2, mem_strdup("through cleanup()"));
	finding_add_place(s, PLACE_INSIDE, "lib/thing.c", 3, 2, mem_strdup("let go here"));
	finding_add_place(s, PLACE_INSIDE, "lib/gone.c", 7, 0, mem_strdup("and here"));
	finding_add_place(s, PLACE_MANAGED, "lib/gone.c", 9, 1, mem_strdup("hold() is hurt"));
	s->patch = mem_strdup(PATCH);
}

static void add_coverage(struct coverage *c)
{
	c->files = 3;
	c->candidates = 2;
	c->functions = 10;
	for (unsigned i = 1; i <= 7; i++)
		*array_push(&c->unparsed) = (struct unparsed){
			mem_strdup("lib/odd.c"), i, mem_printf(i == 7 ? "%s" : "odd%s", "") };
	*array_push(&c->unseen) = (struct unseen){
		mem_strdup("lib/slow.c"), mem_strdup("timeout"), true };
	*array_push(&c->unseen) = (struct unseen){
		mem_strdup("lib/z.c"), mem_strdup("Permission denied"), false };
}

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	char *folder;

	strcpy(f->folder, "/tmp/report.XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	folder = mem_printf("%s/lib", f->folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	mem_free(folder);
	write_file(f, "lib/thing.c", SOURCE, sizeof(SOURCE) - 1);
	add_rule(&f->rules, "apart", CONFIDENCE_LOW);
	add_rule(&f->rules, "cut_before_let_go", CONFIDENCE_HIGH);
	*array_push(&f->rules.all.item[1].fixed_by) = (struct fix){
		.id = (char *)"0123456789abcdef0123456789abcdef01234567",
		.subject = (char *)"lib: let go \"first\"" };
	f->report.root = mem_strdup(f->folder);
	f->options.rules = &f->rules;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	const char *const names[] = { "lib/thing.c", "lib/binary.c", "lib/pipe.c", "lib" };

	for (size_t i = 0; i < 4; i++) {
		char *path = mem_printf("%s/%s", f->folder, names[i]);

		(void)!remove(path);
		mem_free(path);
	}
	rmdir(f->folder);
	report_release(&f->report);
	for (size_t i = 0; i < f->rules.all.n; i++)
		array_free(&f->rules.all.item[i].fixed_by);
	array_free(&f->rules.all);
	mem_free(f);
	return 0;
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

/* The value at @path of keys and indices: "runs.0.tool". */
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

static void every_format_named_is_known(void **state)
{
	char *names = mem_strdup(format_names()), *rest = names, *name;
	enum format f, expected = FORMAT_TEXT;

	(void)state;
	while ((name = strsep(&rest, ","))) {
		assert_true(format_parse(name + (*name == ' '), &f));
		assert_int_equal(f, expected++);
	}
	assert_int_equal(expected, FORMAT_B4 + 1);
	assert_false(format_parse("xml", &f));
	assert_false(format_parse("", &f));
	assert_false(format_parse("JSON", &f));
	mem_free(names);
}

static void text_tells_the_story(void **state)
{
	struct fixture *f = *state;
	char *text;

	add_story(f);
	f->report.coverage = (struct coverage){ .files = 1, .candidates = 1, .functions = 2 };
	text = written(f, FORMAT_TEXT);
	assert_string_equal(text,
		"lib/thing.c:18:2: start() calls cut_off(t) before let_go(t)"
		" [cut_before_let_go, High]\n"
		"      18  cut_off(t);  <- torn down here\n"
		"      20  goto out;    <- the error path\n"
		"      24  cleanup(t);  <- through cleanup()\n"
		"       3  let_go(t);   <- let go here\n"
		"          in lib/gone.c:\n"
		"       7               <- and here\n"
		"  callback: lib/thing.c:6: it is the .start\n"
		"  hurt: lib/gone.c:9: hold() is hurt\n"
		"  fix: 0123456789ab (\"lib: let go \"first\"\")\n"
		"  patch:\n"
		"    --- a/lib/thing.c\n"
		"    +++ b/lib/thing.c\n"
		"    @@ -16,11 +16,11 @@ static int start(struct thing *t,\n"
		"     \t/* six */\n"
		"     \t/* <b> & */\n"
		"    -\tcut_off(t);\n"
		"     \tif (ret)\n"
		"     \t\tgoto out;\n"
		"     \tret = 1;\n"
		"     \tret = 2;\n"
		"     out:\n"
		"     \tcleanup(t);\n"
		"    +\tcut_off(t);\n"
		"     \treturn ret;\n"
		"     }\n"
		"\n"
		"1 file, 1 could match, 2 functions, 2 seen\n"
		"1 finding in 1 file: 1 High\n");
	free(text);
}

static void text_names_the_function_once(void **state)
{
	struct fixture *f = *state;
	char *text;

	add_finding(f, 0, "lib/none.c", "restart(t) cuts off too early");
	text = written(f, FORMAT_TEXT);
	assert_true(str_starts(text, "lib/none.c:18:2: start(): restart(t) cuts off too early "
			       "[apart, Low]\n"));
	free(text);
}

static void text_says_why_there_is_no_patch(void **state)
{
	struct fixture *f = *state;
	char *text;

	add_finding(f, 0, "lib/none.c", "start() is early")->no_patch = mem_strdup("two labels");
	text = written(f, FORMAT_TEXT);
	assert_has(text, "  no mechanical patch: two labels\n");
	free(text);
}

static void a_related_place_on_the_teardown_s_line_is_told_once(void **state)
{
	struct fixture *f = *state;
	struct finding *s = add_finding(f, 0, "lib/thing.c", "start() is early");
	char *text;

	finding_add_place(s, PLACE_TEARDOWN, "lib/thing.c", 18, 2, mem_strdup("the cut"));
	text = written(f, FORMAT_TEXT);
	assert_has(text, "      18  cut_off(t);  <- the cut\n");
	assert_lacks(text, "torn down here");
	free(text);
}

static void a_goto_above_leads_to_the_teardown(void **state)
{
	struct fixture *f = *state;
	struct finding *s = add_finding(f, 0, "lib/thing.c", "start() is early");
	char *text;

	finding_add_place(s, PLACE_PATH, "lib/thing.c", 9, 2, mem_strdup("goto early"));
	finding_add_place(s, PLACE_RELEASE, "lib/thing.c", 24, 2, mem_strdup("let go"));
	text = written(f, FORMAT_TEXT);
	assert_has(text, "       9  int ret = 0;  <- goto early\n"
		   "      18  cut_off(t);   <- torn down here\n"
		   "      24  cleanup(t);   <- let go\n");
	free(text);
}

static void the_teardown_stands_where_its_place_stands(void **state)
{
	struct fixture *f = *state;
	struct finding *s = add_finding(f, 0, "lib/thing.c", "start() is early");
	json_t *top;

	finding_add_place(s, PLACE_PATH, "lib/thing.c", 20, 3, mem_strdup("goto out"));
	finding_add_place(s, PLACE_PATH, "lib/thing.c", 23, 1, mem_strdup("label out"));
	finding_add_place(s, PLACE_TEARDOWN, "lib/thing.c", 18, 2, mem_strdup("the cut"));
	finding_add_place(s, PLACE_RELEASE, "lib/thing.c", 24, 2, mem_strdup("let go"));
	top = written_json(f, FORMAT_SARIF);
	assert_number(top, "runs|0|results|0|codeFlows|0|threadFlows|0|locations|2|location|"
		      "physicalLocation|region|startLine", 18);
	assert_int_equal(json_array_size(at(top, "runs|0|results|0|codeFlows|0|threadFlows|0|"
					    "locations")), 4);
	json_decref(top);
}

static void what_the_source_line_says_is_not_said_again(void **state)
{
	struct fixture *f = *state;
	struct finding *s = add_finding(f, 0, "lib/thing.c", "start() is early");
	char *text;

	finding_add_place(s, PLACE_PATH, "lib/thing.c", 20, 3, mem_strdup("goto out"));
	finding_add_place(s, PLACE_PATH, "lib/thing.c", 23, 1, mem_strdup("label out"));
	finding_add_place(s, PLACE_TEARDOWN, "lib/thing.c", 24, 2, mem_strdup("cleanup(t)"));
	finding_add_place(s, PLACE_PATH, "lib/gone.c", 4, 1, mem_strdup("goto out"));
	text = written(f, FORMAT_TEXT);
	assert_has(text, "      20  goto out;\n"
		   "      23  out:\n"
		   "      24  cleanup(t);  <- torn down here too\n"
		   "          in lib/gone.c:\n"
		   "       4               <- goto out\n");
	free(text);
	text = written(f, FORMAT_HTML);
	assert_has(text, "<code>                goto out;</code></td>");
	free(text);
}

static void text_shows_what_was_not_seen(void **state)
{
	struct fixture *f = *state;
	char *text;

	add_coverage(&f->report.coverage);
	text = written(f, FORMAT_TEXT);
	assert_string_equal(text,
		"3 files, 2 could match, 10 functions, 3 seen\n"
		"  not parsed: lib/odd.c:1: odd()\n"
		"  not parsed: lib/odd.c:2: odd()\n"
		"  not parsed: lib/odd.c:3: odd()\n"
		"  not parsed: lib/odd.c:4: odd()\n"
		"  not parsed: lib/odd.c:5: odd()\n"
		"  not parsed: 2 more (-v lists them)\n"
		"  not seen: lib/slow.c: timeout\n"
		"  not seen: lib/z.c: Permission denied\n"
		"no findings; not everything was seen\n");
	free(text);
	f->options.verbose = true;
	text = written(f, FORMAT_TEXT);
	assert_has(text, "lib/odd.c:6: odd()\n  not parsed: lib/odd.c:7\n");
	assert_lacks(text, "more");
	free(text);
}

static void an_empty_report_is_a_report(void **state)
{
	struct fixture *f = *state;
	char *text = written(f, FORMAT_TEXT);

	assert_string_equal(text, "0 files, 0 could match, 0 functions, 0 seen\nno findings\n");
	free(text);
	text = written(f, FORMAT_TERSE);
	assert_string_equal(text, "");
	free(text);
	text = written(f, FORMAT_HTML);
	assert_has(text, "<h1>No findings</h1>");
	assert_lacks(text, "Not everything was seen");
	assert_lacks(text, "<article");
	free(text);
}

static void more_functions_lost_than_counted_is_no_underflow(void **state)
{
	struct fixture *f = *state;
	char *text;

	add_coverage(&f->report.coverage);
	f->report.coverage.functions = 0;
	text = written(f, FORMAT_TEXT);
	assert_has(text, "0 functions, 0 seen\n");
	free(text);
}

static void add_hostile(struct fixture *f)
{
	struct finding *h = add_finding(f, 0, "lib/\033]0;x\007\n<script>\xff\xe2\x80\xae.c",
					"start() \033[2J<img src=x onerror=y> \"&'\r\n\x7f");

	finding_add_place(h, PLACE_RELEASE, "lib/\033[1m</code>.c", 1, 1,
			  mem_strdup("\x9b" "31m\xc2\x9b</p>"));
	h->patch = mem_strdup("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-\033[31m\r<u>\n+\tfine\n");
	*array_push(&f->report.coverage.unparsed) = (struct unparsed){
		mem_strdup("\033c.c"), 1, mem_strdup("<s>\033c") };
	*array_push(&f->report.coverage.unseen) = (struct unseen){
		mem_strdup("<q>\b.c"), mem_strdup("spatch: \033[5m<i>"), false };
}

/* Only tabs and newlines may pass of the control characters, and only UTF-8. */
static void assert_harmless(const char *text)
{
	unsigned code;
	size_t left = strlen(text), len;

	for (; left; text += len, left -= len) {
		len = utf8_char(text, left, &code);
		assert_int_not_equal(len, 0);
		assert_true(code >= 0x20 || code == '\t' || code == '\n');
		assert_false(code >= 0x7f && code < 0xa0);
		assert_int_not_equal(code, 0x202e);
	}
}

static void no_format_lets_control_characters_through(void **state)
{
	struct fixture *f = *state;
	char *text;

	add_hostile(f);
	add_story(f);
	f->report.findings.item[1].related.item[1].line = 17;
	for (enum format i = FORMAT_TEXT; i <= FORMAT_B4; i++) {
		text = written(f, i);
		if (i != FORMAT_JSON && i != FORMAT_SARIF && i != FORMAT_GITLAB)
			assert_harmless(text);
		assert_null(strchr(text, '\033'));
		free(text);
	}
	text = written(f, FORMAT_TERSE);
	assert_has(text, "lib/\\x1b]0;x\\x07\\x0a<script>\\xff\\u202e.c:18:2: start() \\x1b[2J");
	free(text);
}

static void colour_comes_when_asked_and_wraps_no_outside_escape(void **state)
{
	struct fixture *f = *state;
	char *text, *p;

	add_hostile(f);
	f->options.color = true;
	text = written(f, FORMAT_TEXT);
	assert_has(text, "\033[1m");
	for (p = strchr(text, '\033'); p; p = strchr(p + 1, '\033'))
		assert_int_equal(p[2 + strspn(p + 2, "0123456789;")], 'm');
	assert_lacks(text, "\033[2J");
	free(text);
	text = written(f, FORMAT_JSON);
	assert_null(strchr(text, '\033'));
	free(text);
}

static void terse_is_one_line_for_each_finding(void **state)
{
	struct fixture *f = *state;
	char *text;
	size_t lines = 0;

	add_hostile(f);
	add_story(f);
	add_coverage(&f->report.coverage);
	text = written(f, FORMAT_TERSE);
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 2);
	assert_has(text, "\nlib/thing.c:18:2: start() calls cut_off(t) before let_go(t)"
		   " [cut_before_let_go]\n");
	free(text);
}

static void json_has_the_agreed_names(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_story(f);
	add_coverage(&f->report.coverage);
	top = written_json(f, FORMAT_JSON);
	assert_text(top, "root", f->folder);
	assert_text(top, "version", VERSION);
	assert_text(top, "findings|0|rule", "cut_before_let_go");
	assert_text(top, "findings|0|confidence", "High");
	assert_text(top, "findings|0|path", "lib/thing.c");
	assert_number(top, "findings|0|line", 18);
	assert_number(top, "findings|0|column", 2);
	assert_text(top, "findings|0|function", "start");
	assert_text(top, "findings|0|message", "start() calls cut_off(t) before let_go(t)");
	assert_text(top, "findings|0|fixes|0", "0123456789abcdef0123456789abcdef01234567");
	assert_text(top, "findings|0|patch", PATCH);
	assert_true(json_is_null(at(top, "findings|0|no_patch")));
	assert_int_equal(json_string_length(at(top, "findings|0|fingerprint")), 16);
	assert_int_equal(json_array_size(at(top, "findings|0|related")), 6);
	assert_text(top, "findings|0|related|1|kind", "path");
	assert_text(top, "findings|0|related|1|path", "lib/thing.c");
	assert_number(top, "findings|0|related|1|line", 20);
	assert_number(top, "findings|0|related|1|column", 3);
	assert_text(top, "findings|0|related|1|message", "the error path");
	assert_true(json_is_null(at(top, "findings|0|related|0|column")));
	json_decref(top);
}

static void json_tells_the_coverage(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_coverage(&f->report.coverage);
	top = written_json(f, FORMAT_JSON);
	assert_number(top, "coverage|files", 3);
	assert_number(top, "coverage|candidates", 2);
	assert_number(top, "coverage|functions", 10);
	assert_int_equal(json_array_size(at(top, "coverage|unparsed")), 7);
	assert_text(top, "coverage|unparsed|0|path", "lib/odd.c");
	assert_number(top, "coverage|unparsed|0|line", 1);
	assert_text(top, "coverage|unparsed|0|function", "odd");
	assert_int_equal(json_array_size(at(top, "coverage|timeouts")), 1);
	assert_text(top, "coverage|timeouts|0", "lib/slow.c");
	assert_int_equal(json_array_size(at(top, "coverage|unseen")), 2);
	assert_text(top, "coverage|unseen|1|why", "Permission denied");
	assert_true(json_is_false(at(top, "coverage|complete")));
	assert_int_equal(json_array_size(at(top, "findings")), 0);
	json_decref(top);
}

static void json_of_nothing_is_whole(void **state)
{
	json_t *top = written_json(*state, FORMAT_JSON);

	assert_true(json_is_array(at(top, "findings")));
	assert_true(json_is_array(at(top, "coverage|unparsed")));
	assert_number(top, "coverage|functions", 0);
	assert_true(json_is_true(at(top, "coverage|complete")));
	json_decref(top);
}

static void json_keeps_the_order_of_its_keys(void **state)
{
	struct fixture *f = *state;
	const char *const keys[] = { "\"version\"", "\"root\"", "\"findings\"", "\"rule\"",
		"\"confidence\"", "\"path\"", "\"line\"", "\"column\"", "\"function\"",
		"\"message\"", "\"related\"", "\"fixes\"", "\"patch\"", "\"no_patch\"",
		"\"fingerprint\"", "\"coverage\"", "\"files\"", "\"candidates\"", "\"functions\"",
		"\"unparsed\"", "\"timeouts\"", "\"unseen\"", "\"complete\"" };
	char *text, *p;

	add_story(f);
	p = text = written(f, FORMAT_JSON);
	assert_true(str_starts(text, "{\n  \"version\": "));
	assert_true(str_ends(text, "}\n"));
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		p = strstr(p, keys[i]);
		assert_non_null(p);
	}
	free(text);
}

static void stray_bytes_become_replacement_characters_in_json(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_hostile(f);
	top = written_json(f, FORMAT_JSON);
	assert_text(top, "findings|0|path", "lib/\033]0;x\007\n<script>\xef\xbf\xbd\xe2\x80\xae.c");
	assert_text(top, "findings|0|related|0|message", "\xef\xbf\xbd" "31m\xc2\x9b</p>");
	json_decref(top);
}

static void sarif_has_what_the_schema_requires(void **state)
{
	struct fixture *f = *state;
	json_t *top, *run, *result;
	char *base = mem_printf("file://%s/", f->folder);

	add_story(f);
	top = written_json(f, FORMAT_SARIF);
	run = at(top, "runs|0");
	result = at(run, "results|0");
	assert_text(top, "version", "2.1.0");
	assert_true(str_starts(json_string_value(at(top, "$schema")), "https://"));
	assert_int_equal(json_array_size(at(top, "runs")), 1);
	assert_text(run, "tool|driver|name", "teardown");
	assert_text(run, "tool|driver|version", VERSION);
	assert_text(run, "originalUriBaseIds|ROOT|uri", base);
	assert_true(json_is_true(at(run, "invocations|0|executionSuccessful")));
	assert_text(result, "ruleId", "cut_before_let_go");
	assert_number(result, "ruleIndex", 1);
	assert_text(result, "level", "error");
	assert_text(result, "message|text", "start() calls cut_off(t) before let_go(t)");
	assert_text(result, "locations|0|physicalLocation|artifactLocation|uri", "lib/thing.c");
	assert_text(result, "locations|0|physicalLocation|artifactLocation|uriBaseId", "ROOT");
	assert_number(result, "locations|0|physicalLocation|region|startLine", 18);
	assert_number(result, "locations|0|physicalLocation|region|startColumn", 2);
	assert_text(result, "locations|0|logicalLocations|0|name", "start");
	assert_int_equal(json_array_size(at(result, "relatedLocations")), 6);
	assert_null(at(result, "relatedLocations|0|physicalLocation|region|startColumn"));
	assert_int_equal(json_string_length(at(result, "partialFingerprints|teardown/v1")), 16);
	json_decref(top);
	mem_free(base);
}

static void sarif_describes_each_rule_that_was_run(void **state)
{
	struct fixture *f = *state;
	json_t *top = written_json(f, FORMAT_SARIF), *rules = at(top, "runs|0|tool|driver|rules");

	assert_int_equal(json_array_size(rules), 2);
	assert_text(rules, "0|defaultConfiguration|level", "note");
	assert_text(rules, "1|id", "cut_before_let_go");
	assert_text(rules, "1|shortDescription|text", "cut off before it is let go");
	assert_text(rules, "1|fullDescription|text", "A thing is cut off\nbefore it is let go.");
	assert_has(json_string_value(at(rules, "1|help|text")), "None known.");
	assert_text(rules, "1|defaultConfiguration|level", "error");
	assert_text(rules, "1|properties|confidence", "High");
	assert_true(json_is_array(at(top, "runs|0|results")));
	json_decref(top);
}

static void sarif_finds_a_rule_s_index_when_none_are_given(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_story(f);
	f->options.rules = NULL;
	top = written_json(f, FORMAT_SARIF);
	assert_int_equal(json_array_size(at(top, "runs|0|tool|driver|rules")), 1);
	assert_text(top, "runs|0|tool|driver|rules|0|id", "cut_before_let_go");
	assert_number(top, "runs|0|results|0|ruleIndex", 0);
	json_decref(top);
}

static void sarif_draws_the_way_as_a_code_flow(void **state)
{
	struct fixture *f = *state;
	const char *const kinds[] = { "teardown", "path", "release", "inside", "inside" };
	const int lines[] = { 18, 20, 24, 3, 7 };
	json_t *top, *way;

	add_story(f);
	top = written_json(f, FORMAT_SARIF);
	way = at(top, "runs|0|results|0|codeFlows|0|threadFlows|0|locations");
	assert_int_equal(json_array_size(way), 5);
	for (size_t i = 0; i < 5; i++) {
		json_t *step = json_array_get(way, i);

		assert_text(step, "kinds|0", kinds[i]);
		assert_number(step, "executionOrder", (int)i + 1);
		assert_number(step, "location|physicalLocation|region|startLine", lines[i]);
		assert_number(step, "nestingLevel", i >= 3);
	}
	json_decref(top);
}

static void sarif_notifies_of_what_was_not_seen(void **state)
{
	struct fixture *f = *state;
	json_t *top, *list;

	add_coverage(&f->report.coverage);
	top = written_json(f, FORMAT_SARIF);
	list = at(top, "runs|0|invocations|0|toolExecutionNotifications");
	assert_int_equal(json_array_size(list), 9);
	assert_text(list, "0|message|text", "not parsed, so not checked: odd");
	assert_text(list, "0|locations|0|logicalLocations|0|name", "odd");
	assert_text(list, "8|message|text", "not seen: Permission denied");
	assert_text(list, "8|locations|0|physicalLocation|artifactLocation|uri", "lib/z.c");
	json_decref(top);
}

static void sarif_encodes_paths(void **state)
{
	struct fixture *f = *state;
	json_t *top;

	add_hostile(f);
	add_finding(f, 0, "/abs/a b:c.c", "start()");
	top = written_json(f, FORMAT_SARIF);
	assert_text(top, "runs|0|results|0|locations|0|physicalLocation|artifactLocation|uri",
		    "file:///abs/a%20b%3Ac.c");
	assert_null(at(top, "runs|0|results|0|locations|0|physicalLocation|artifactLocation|"
		       "uriBaseId"));
	assert_text(top, "runs|0|results|1|locations|0|physicalLocation|artifactLocation|uri",
		    "lib/%1B%5D0%3Bx%07%0A%3Cscript%3E%FF%E2%80%AE.c");
	json_decref(top);
}

/* What a viewer does with replacements of whole lines. */
static void apply(json_t *replacements, const char *text, struct str *result)
{
	unsigned line = 1;

	for (size_t i = 0; i <= json_array_size(replacements); i++) {
		json_t *r = json_array_get(replacements, i);
		unsigned from = (unsigned)json_integer_value(at(r, "deletedRegion|startLine"));
		unsigned until = (unsigned)json_integer_value(at(r, "deletedRegion|endLine"));

		for (; *text && (!r || line < until); line++) {
			size_t len = strcspn(text, "\n") + 1;

			if (!r || line < from)
				str_addn(result, text, len);
			text += len;
		}
		if (at(r, "insertedContent|text"))
			str_add(result, json_string_value(at(r, "insertedContent|text")));
	}
}

static void replacements_make_what_the_patch_makes(void **state)
{
	static const char diff[] = "--- a/x.c\n+++ b/x.c\n@@ -1,4 +1,4 @@\n-1\n+one\n+eins\n 2\n"
		"-3\n 4\n@@ -6,0 +7 @@\n+seven\n@@ -8 +9,2 @@ fn\n-8\n--- 8\n";
	static const char good[] = "--- a/x.c\n+++ b/x.c\n@@ -1,4 +1,4 @@\n-1\n+one\n+eins\n 2\n"
		"-3\n 4\n@@ -6,0 +7 @@\n+six\n@@ -8,1 +9,2 @@ fn\n-8\n+++ 8\n+nine\n";
	struct str result = STR_INIT;
	json_t *list = edit_replacements(good, "x.c");

	(void)state;
	assert_null(edit_replacements(diff, "x.c"));
	assert_non_null(list);
	apply(list, "1\n2\n3\n4\n5\n6\n7\n8\n9\n", &result);
	assert_string_equal(result.buf, "one\neins\n2\n4\n5\n6\nsix\n7\n++ 8\nnine\n9\n");
	json_decref(list);
	str_release(&result);
}

static void a_diff_that_can_t_be_expressed_has_no_replacements(void **state)
{
	static const char *const bad[] = {
		"",
		"hello\n",
		"--- a/y.c\n+++ b/y.c\n@@ -1 +1 @@\n-1\n+2\n",		/* another file */
		"--- a/x.c.c\n+++ b/x.c.c\n@@ -1 +1 @@\n-1\n+2\n",
		"--- a/x.c\n",
		"--- a/x.c\n+++ b/x.c\n",				/* no hunk */
		"--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n-1\n+2\n",	/* cut off */
		"--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-1\n-2\n+2\n",	/* too long */
		"--- a/x.c\n+++ b/x.c\n@@ what @@\n-1\n+2\n",
		"--- a/x.c\n+++ b/x.c\n@@ -0 +1 @@\n-1\n+2\n",
		"--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-1\n\\ No newline at end of file\n+2\n",
		"--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-1\n+\xff\n",
		"--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-1\n+2\n--- a/y.c\n+++ b/y.c\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_null(edit_replacements(bad[i], "x.c"));
}

static void sarif_offers_the_patch_as_a_fix(void **state)
{
	struct fixture *f = *state;
	json_t *top, *change;
	struct str result = STR_INIT;

	add_story(f);
	top = written_json(f, FORMAT_SARIF);
	change = at(top, "runs|0|results|0|fixes|0|artifactChanges|0");
	assert_text(change, "artifactLocation|uri", "lib/thing.c");
	apply(at(change, "replacements"), SOURCE, &result);
	assert_has(result.buf, "\xff */\n\tif (ret)\n");
	assert_has(result.buf, "\tcleanup(t);\n\tcut_off(t);\n\treturn ret;\n}\n");
	str_release(&result);
	json_decref(top);
}

/* Follows the tags of a page: each that opens is closed, in order. */
static void assert_balanced(const char *html)
{
	static const char *const empty[] = { "meta", "col", "br", "!DOCTYPE" };
	char stack[64][16];
	size_t depth = 0, len;

	for (const char *p = strchr(html, '<'); p; p = strchr(p + 1, '<')) {
		bool closes = p[1] == '/', is_empty = false;
		char name[16] = "";

		p += 1 + closes;
		len = strcspn(p, " >\n");
		assert_in_range(len, 1, 15);
		memcpy(name, p, len);
		for (size_t i = 0; i < 4; i++)
			is_empty |= !strcmp(name, empty[i]);
		if (is_empty)
			continue;
		if (closes) {
			assert_int_not_equal(depth, 0);
			assert_string_equal(name, stack[--depth]);
		} else {
			assert_in_range(depth, 0, 63);
			strcpy(stack[depth++], name);
		}
	}
	assert_int_equal(depth, 0);
}

static void html_shows_hostile_text_as_text(void **state)
{
	struct fixture *f = *state;
	char *page;

	add_hostile(f);
	add_story(f);
	f->report.findings.item[1].related.item[1].line = 17;
	page = written(f, FORMAT_HTML);
	assert_balanced(page);
	assert_lacks(page, "<script");
	assert_lacks(page, "<img");
	assert_lacks(page, "<u>");
	assert_has(page, "&lt;script&gt;\\xff\\u202e.c");
	assert_has(page, "&lt;img src=x onerror=y&gt; &quot;&amp;&#39;\\x0d\\x0a\\x7f");
	assert_has(page, "/* &lt;b&gt; &amp; \\x1b[31m \\xff */");
	free(page);
}

static void html_is_one_page_that_asks_for_nothing(void **state)
{
	struct fixture *f = *state;
	char *page, *p;

	add_story(f);
	add_coverage(&f->report.coverage);
	page = written(f, FORMAT_HTML);
	assert_balanced(page);
	assert_has(page, "default-src 'none'");
	assert_lacks(page, "src=");
	assert_lacks(page, "url(");
	assert_lacks(page, "<link");
	for (p = strstr(page, "://"); p; p = strstr(p + 1, "://"))
		assert_true(str_starts(p, "://git.kernel.org/pub/scm/linux/kernel/git/torvalds/"));
	free(page);
}

static void html_links_only_what_is_an_id(void **state)
{
	struct fixture *f = *state;
	char *page;

	add_story(f);
	f->rules.all.item[1].fixed_by.item[0].id = (char *)"\" onclick=\"x";
	page = written(f, FORMAT_HTML);
	assert_lacks(page, "commit/?id=");
	assert_has(page, "&quot; onclick=&quot;x");
	free(page);
	f->rules.all.item[1].fixed_by.item[0].id = (char *)"0123456789abcdef";
	page = written(f, FORMAT_HTML);
	assert_has(page, "linux.git/commit/?id=0123456789abcdef\"><code>0123456789ab</code>");
	free(page);
}

static void html_draws_the_way_beside_the_source(void **state)
{
	struct fixture *f = *state;
	char *page, *goes;

	add_story(f);
	page = written(f, FORMAT_HTML);
	goes = strstr(page, "<article id=\"f1\">");
	assert_non_null(goes);
	assert_has(goes, "<b class=\"dot teardown\">1</b>");
	assert_has(goes, "<b class=\"dot path\">2</b>");
	assert_has(goes, "<b class=\"dot release\">3</b>");
	assert_has(goes, "<b class=\"dot inside\">4</b>");
	assert_has(goes, "<b class=\"dot callback\"></b>");
	assert_has(goes, "class=\"v out\"");		/* 1 to 2: straight down */
	assert_has(goes, "class=\"bow upper\"");	/* 2 to 3: the goto */
	assert_has(goes, "class=\"bow lower in\"");
	assert_has(goes, "class=\"bow upper in call\"");	/* 3 to 4: up into the wrapper */
	assert_has(goes, "class=\"bow lower call\"");
	assert_has(goes, "<code>static int start(struct thing *t,</code>");
	assert_has(goes, "5 lines</td>");
	assert_has(goes, "<li>line 7: <p class=\"note inside\"><b>5</b> and here</p></li>");
	assert_has(goes, "<del>-\tcut_off(t);</del>");
	assert_lacks(goes, "four");
	free(page);
}

/* 18 down to 24, up to 21, down to 25: no line may pass through another step's dot. */
static void html_keeps_crossing_lines_apart(void **state)
{
	struct fixture *f = *state;
	struct finding *s = add_finding(f, 0, "lib/thing.c", "start() is early");
	char *page;

	finding_add_place(s, PLACE_PATH, "lib/thing.c", 24, 2, mem_strdup("two"));
	finding_add_place(s, PLACE_PATH, "lib/thing.c", 21, 2, mem_strdup("three"));
	finding_add_place(s, PLACE_RELEASE, "lib/thing.c", 25, 2, mem_strdup("four"));
	page = written(f, FORMAT_HTML);
	assert_lacks(page, "<i class=\"v ");
	assert_has(page, "style=\"right:28px\"");
	assert_has(page, "style=\"right:41px\"");
	assert_has(page, "style=\"width:36px\"");	/* the third lane, 54 from the right */
	free(page);
}

static void html_is_honest_about_coverage(void **state)
{
	struct fixture *f = *state;
	char *page;

	add_coverage(&f->report.coverage);
	page = written(f, FORMAT_HTML);
	assert_has(page, "<b>3 of 10</b>");
	assert_has(page, "nothing is known of 7 functions and 2 files");
	assert_has(page, "<code>lib/odd.c:6</code> <code>odd()</code>");
	assert_has(page, "<code>lib/slow.c</code>: timeout");
	free(page);
}

static bool has_line(struct excerpts *x, const char *path, unsigned line)
{
	const char *text;
	size_t len;

	return excerpt_line(x, path, line, &text, &len);
}

static void a_file_that_can_t_be_shown_has_no_lines(void **state)
{
	struct fixture *f = *state;
	char *pipe = mem_printf("%s/lib/pipe.c", f->folder);
	struct excerpts x;

	write_file(f, "lib/binary.c", "int a;\n\0int b;\n", 15);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	excerpts_open(&x, f->folder);
	assert_true(has_line(&x, "lib/thing.c", 26));
	assert_false(has_line(&x, "lib/thing.c", 27));
	assert_false(has_line(&x, "lib/thing.c", 0));
	assert_false(has_line(&x, "lib/binary.c", 1));
	assert_false(has_line(&x, "lib/pipe.c", 1));
	assert_false(has_line(&x, "lib/gone.c", 1));
	assert_false(has_line(&x, "lib", 1));
	excerpts_close(&x);
	mem_free(pipe);
}

static void an_excerpt_folds_what_is_far(void **state)
{
	struct fixture *f = *state;
	const unsigned marks[] = { 18, 3, 0, 999 };
	const struct shown_line expected[] = {
		{ 1, 0 }, { 2, 0 }, { 3, 0 }, { 4, 0 }, { 5, 0 }, { 6, 0 }, { 7, 0 }, { 8, 0 },
		{ 17, 8 }, { 18, 0 }, { 19, 0 },
	};
	struct shown lines = { 0 };
	struct excerpts x;

	excerpts_open(&x, f->folder);
	excerpt_show(&x, &lines, "lib/thing.c", marks, 4, 1);
	assert_int_equal(lines.all.n, sizeof(expected) / sizeof(*expected));
	for (size_t i = 0; i < lines.all.n; i++) {
		assert_int_equal(lines.all.item[i].number, expected[i].number);
		assert_int_equal(lines.all.item[i].folded, expected[i].folded);
	}
	shown_release(&lines);
	excerpts_close(&x);
}

static void utf8_is_told_from_stray_bytes(void **state)
{
	static const char *const bad[] = { "\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xc3",
		"\xe2\x82", "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xff", "\xc3(" };
	static const char *const good[] = { "a", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x90\xa7" };
	const unsigned codes[] = { 'a', 0xfc, 0x20ac, 0x1f427 };
	unsigned code;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(utf8_char(bad[i], strlen(bad[i]), &code), 0);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(utf8_char(good[i], strlen(good[i]), &code), strlen(good[i]));
		assert_int_equal(code, codes[i]);
	}
}

static void source_text_has_its_tabs_widened(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	escape_source(&s, "\ta\tb\xc3\xbc\tc", 8);
	assert_string_equal(s.buf, "        a       b\xc3\xbc      c");
	str_release(&s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_format_named_is_known),
		TEST(text_tells_the_story),
		TEST(text_names_the_function_once),
		TEST(text_says_why_there_is_no_patch),
		TEST(a_related_place_on_the_teardown_s_line_is_told_once),
		TEST(a_goto_above_leads_to_the_teardown),
		TEST(the_teardown_stands_where_its_place_stands),
		TEST(what_the_source_line_says_is_not_said_again),
		TEST(text_shows_what_was_not_seen),
		TEST(an_empty_report_is_a_report),
		TEST(more_functions_lost_than_counted_is_no_underflow),
		TEST(no_format_lets_control_characters_through),
		TEST(colour_comes_when_asked_and_wraps_no_outside_escape),
		TEST(terse_is_one_line_for_each_finding),
		TEST(json_has_the_agreed_names),
		TEST(json_tells_the_coverage),
		TEST(json_of_nothing_is_whole),
		TEST(json_keeps_the_order_of_its_keys),
		TEST(stray_bytes_become_replacement_characters_in_json),
		TEST(sarif_has_what_the_schema_requires),
		TEST(sarif_describes_each_rule_that_was_run),
		TEST(sarif_finds_a_rule_s_index_when_none_are_given),
		TEST(sarif_draws_the_way_as_a_code_flow),
		TEST(sarif_notifies_of_what_was_not_seen),
		TEST(sarif_encodes_paths),
		TEST(replacements_make_what_the_patch_makes),
		TEST(a_diff_that_can_t_be_expressed_has_no_replacements),
		TEST(sarif_offers_the_patch_as_a_fix),
		TEST(html_shows_hostile_text_as_text),
		TEST(html_is_one_page_that_asks_for_nothing),
		TEST(html_links_only_what_is_an_id),
		TEST(html_draws_the_way_beside_the_source),
		TEST(html_keeps_crossing_lines_apart),
		TEST(html_is_honest_about_coverage),
		TEST(a_file_that_can_t_be_shown_has_no_lines),
		TEST(an_excerpt_folds_what_is_far),
		TEST(utf8_is_told_from_stray_bytes),
		TEST(source_text_has_its_tabs_widened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
