// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "check/rule.h"

struct folder {
	char path[64];
};

static int folder_make(void **state)
{
	struct folder *f = mem_alloc(sizeof(*f));

	strcpy(f->path, "/tmp/teardown-rule.XXXXXX");
	*state = f;
	return mkdtemp(f->path) ? 0 : -1;
}

static int folder_remove(void **state)
{
	struct folder *f = *state;
	static const char *const names[] = { "a.cocci", "b.cocci", "c.cocci", "x.txt", ".d.cocci",
					     "two words.cocci", "p.cocci" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = mem_printf("%s/%s", f->path, names[i]);

		unlink(path);
		mem_free(path);
	}
	rmdir(f->path);
	mem_free(f);
	return 0;
}

static char *put(const struct folder *f, const char *name, const char *text, size_t len)
{
	char *path = mem_printf("%s/%s", f->path, name);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
	return path;
}

/* Reads @text as the rule a; what went wrong, without the folder, or NULL. */
static char *read_text(const struct folder *f, struct rules *rules, const char *text, size_t len)
{
	char *path = put(f, "a.cocci", text, len), *what = NULL;
	struct error *err = rules_read_file(rules, path);

	if (err)
		what = mem_strdup(error_text(err) + strlen(f->path) + 1);
	error_free(err);
	mem_free(path);
	return what;
}

static void assert_error(void **state, const char *text, const char *expected)
{
	struct rules rules = { 0 };
	char *what = read_text(*state, &rules, text, strlen(text));

	assert_non_null(what);
	assert_string_equal(what, expected);
	assert_int_equal(rules.all.n, 0);
	mem_free(what);
	rules_release(&rules);
}

#define HEAD "/// Summary.\n// Confidence: Low\n"

static const char whole[] =
	"// SPDX-License-Identifier: GPL-2.0\n"
	"/// First line.\n"
	"/// Second line.\n"
	"///\n"
	"//# not told\n"
	"// Confidence: Moderate\n"
	"// Copyright: (C) somebody\n"
	"// Comments: False positives: one,\n"
	"// two.\n"
	"// Misses: three.\n"
	"//\n"
	"// Options: --no-includes\n"
	"// Default: off\n"
	"// Fixed-by: 376991db4b6464e906d699ef07681e2ffa8ab08c driver core: Postpone\n"
	"// Fixed-by: 0b777eee88d7 [range_map]\n"
	"// Introduced-by: 09515ef5ddad of/acpi: Configure\r\n"
	"// Teardown: dma_deconfigure(dev)\n"
	"// Release: .remove\n"
	"// Wrong:\n"
	"//\tif (x)\n"
	"//\t\tgone(dev);\n"
	"//\n"
	"//\tout: y();\n"
	"// Right:\n"
	"//   first();\n"
	"\n"
	"virtual report\n"
	"// Confidence: High\n";

static void a_whole_header_is_read(void **state)
{
	struct rules rules = { 0 };
	char *what = read_text(*state, &rules, whole, strlen(whole));
	const struct rule *r = rules_find(&rules, "a");

	assert_null(what);
	assert_non_null(r);
	assert_string_equal(r->name, "a");
	assert_string_equal(r->text, whole);
	assert_int_equal(r->len, strlen(whole));
	assert_string_equal(r->summary, "First line.");
	assert_string_equal(r->description, "First line.\nSecond line.");
	assert_int_equal(r->confidence, CONFIDENCE_MODERATE);
	assert_false(r->on_by_default);
	assert_string_equal(r->comments, "False positives: one,\ntwo.\nMisses: three.");
	assert_string_equal(r->wrong, "if (x)\n\tgone(dev);\n\nout: y();");
	assert_string_equal(r->right, "  first();");
	assert_int_equal(r->fixed_by.n, 2);
	assert_string_equal(r->fixed_by.item[0].id, "376991db4b6464e906d699ef07681e2ffa8ab08c");
	assert_string_equal(r->fixed_by.item[0].subject, "driver core: Postpone");
	assert_string_equal(r->fixed_by.item[1].id, "0b777eee88d7");
	assert_string_equal(r->fixed_by.item[1].subject, "");
	assert_null(r->fixed_by.item[0].of);
	assert_string_equal(r->fixed_by.item[1].of, "range_map");
	assert_int_equal(r->introduced_by.n, 1);
	assert_string_equal(r->introduced_by.item[0].subject, "of/acpi: Configure");
	assert_int_equal(r->patterns.n, 2);
	assert_int_equal(r->patterns.item[0].word, WORD_TEARDOWN);
	assert_int_equal(r->patterns.item[1].kind, PATTERN_CALLBACK);
	rules_release(&rules);
}

static void little_is_needed(void **state)
{
	struct rules rules = { 0 };
	char *what = read_text(*state, &rules, HEAD, strlen(HEAD));
	const struct rule *r = rules_find(&rules, "a");

	assert_null(what);
	assert_true(r->on_by_default);
	assert_string_equal(r->comments, "");
	assert_string_equal(r->wrong, "");
	assert_int_equal(r->patterns.n, 0);
	rules_release(&rules);
}

static void the_summary_is_the_first_sentence(void **state)
{
	static const char text[] = "/// One, e.g. this,\n/// on two lines.  Another.\n"
				   "// Confidence: Low\n";
	struct rules rules = { 0 };
	char *what = read_text(*state, &rules, text, strlen(text));

	assert_null(what);
	assert_string_equal(rules.all.item[0].summary, "One, e.g. this, on two lines.");
	rules_release(&rules);
}

static void a_summary_may_lack_its_full_stop(void **state)
{
	static const char text[] = "/// One thing\n// Confidence: Low\n";
	struct rules rules = { 0 };
	char *what = read_text(*state, &rules, text, strlen(text));

	assert_null(what);
	assert_string_equal(rules.all.item[0].summary, "One thing");
	rules_release(&rules);
}

static void errors_name_the_line_and_what_is_expected(void **state)
{
	assert_error(state, "/// S\n// Confidence: Sure\n",
		     "a.cocci:2: expected High, Moderate or Low, got 'Sure'");
	assert_error(state, HEAD "// Default: no\n", "a.cocci:3: expected on or off, got 'no'");
	assert_error(state, HEAD "\n// Fixed-by: 376991\n", "a.cocci:4: expected 12 to 40 hex "
		     "digits of a commit and its subject, got '376991'");
	assert_error(state, HEAD "// Introduced-by: the commit\n", "a.cocci:3: expected 12 to 40 "
		     "hex digits of a commit and its subject, got 'the commit'");
	assert_error(state, HEAD "// Teardown: gone\n",
		     "a.cocci:3: expected a pattern such as name(dev), got 'gone'");
	assert_error(state, HEAD "// Teardown: f(dev)\n// Teardwn: g(dev)\n",
		     "a.cocci:4: expected one pattern in one line, got 'Teardwn: g(dev)'");
	assert_error(state, HEAD "// Wrong:\n//\tx\n// Wrong: y\n",
		     "a.cocci:5: expected this word once only, got 'y'");
	assert_error(state, "/// S\nvirtual report\n// Confidence: Low\n",
		     "a.cocci:2: the header ends without '// Confidence:'");
	assert_error(state, "// Confidence: Low\n",
		     "a.cocci:1: the header ends without a '///' description");
	assert_error(state, "", "a.cocci:0: the header ends without '// Confidence:'");
}

static void what_is_no_text_is_an_error(void **state)
{
	struct rules rules = { 0 };
	char *what = read_text(*state, &rules, HEAD "\0x", strlen(HEAD) + 2), *big;

	assert_string_equal(what, "a.cocci: has NUL bytes, is no text");
	mem_free(what);
	big = mem_alloc((1 << 20) + 1);
	memset(big, '/', (1 << 20) + 1);
	what = read_text(*state, &rules, big, (1 << 20) + 1);
	assert_string_equal(what, "a.cocci: over 1 MiB, no rule is");
	mem_free(what);
	mem_free(big);
	rules_release(&rules);
}

static void a_pipe_is_not_waited_for(void **state)
{
	struct folder *f = *state;
	char *path = mem_printf("%s/p.cocci", f->path);
	struct rules rules = { 0 };
	struct error *err;

	assert_int_equal(mkfifo(path, 0600), 0);
	err = rules_read_file(&rules, path);
	assert_non_null(err);
	assert_true(str_ends(error_text(err), "p.cocci: not a regular file"));
	error_free(err);
	mem_free(path);
	rules_release(&rules);
}

static void a_folder_is_read_by_name(void **state)
{
	struct folder *f = *state;
	struct rules rules = { 0 };

	mem_free(put(f, "b.cocci", HEAD, strlen(HEAD)));
	mem_free(put(f, "a.cocci", HEAD, strlen(HEAD)));
	mem_free(put(f, "x.txt", "no rule", 7));
	mem_free(put(f, ".d.cocci", "hidden", 6));
	assert_null(rules_read(&rules, f->path));
	assert_int_equal(rules.all.n, 2);
	assert_string_equal(rules.all.item[0].name, "a");
	assert_string_equal(rules.all.item[1].name, "b");
	assert_null(rules_find(&rules, "c"));
	rules_release(&rules);
}

static void assert_read_fails(struct rules *rules, const char *dir, const char *end)
{
	struct error *err = rules_read(rules, dir);

	assert_non_null(err);
	assert_true(str_ends(error_text(err), end));
	error_free(err);
	rules_release(rules);
}

static void a_folder_without_rules_is_an_error(void **state)
{
	struct folder *f = *state;
	struct rules rules = { 0 };

	assert_read_fails(&rules, f->path, ": no rule (*.cocci) in it");
	assert_read_fails(&rules, "/nowhere", ": no folder of rules: No such file or directory");
	mem_free(put(f, "b.cocci", HEAD, strlen(HEAD)));
	mem_free(put(f, "c.cocci", "x", 1));
	assert_read_fails(&rules, f->path,
			  "c.cocci:1: the header ends without '// Confidence:'");
}

static void a_file_is_added_in_its_place(void **state)
{
	struct folder *f = *state;
	char *b = put(f, "b.cocci", HEAD, strlen(HEAD)), *a = put(f, "a.cocci", HEAD, strlen(HEAD));
	struct rules rules = { 0 };

	assert_null(rules_read_file(&rules, b));
	assert_null(rules_read_file(&rules, a));
	assert_null(rules_read_file(&rules, a));
	assert_int_equal(rules.all.n, 2);
	assert_string_equal(rules.all.item[0].name, "a");
	mem_free(a);
	mem_free(b);
	rules_release(&rules);
}

static void two_files_cannot_share_a_name(void **state)
{
	struct folder *f = *state;
	char *b = put(f, "b.cocci", HEAD, strlen(HEAD));
	char *same = mem_printf("%s/./b.cocci", f->path);
	struct rules rules = { 0 };
	struct error *err;

	assert_null(rules_read_file(&rules, b));
	err = rules_read_file(&rules, same);
	assert_non_null(err);
	assert_non_null(strstr(error_text(err), "/./b.cocci: the rule b was read from "));
	assert_int_equal(rules.all.n, 1);
	error_free(err);
	mem_free(b);
	mem_free(same);
	rules_release(&rules);
}

static void odd_names_are_refused(void **state)
{
	static const char *const names[] = { "two words.cocci", "x.txt" };
	struct rules rules = { 0 };
	size_t i;

	for (i = 0; i < 2; i++) {
		char *path = put(*state, names[i], HEAD, strlen(HEAD));
		struct error *err = rules_read_file(&rules, path);

		assert_non_null(err);
		assert_true(str_ends(error_text(err), ": a rule's file is called NAME.cocci"));
		error_free(err);
		mem_free(path);
	}
	rules_release(&rules);
}

static void confidences_have_names(void **state)
{
	enum confidence c;

	(void)state;
	assert_true(confidence_parse("hIGH", &c));
	assert_int_equal(c, CONFIDENCE_HIGH);
	assert_string_equal(confidence_name(c), "High");
	assert_true(confidence_parse("low", &c));
	assert_string_equal(confidence_name(c), "Low");
	assert_string_equal(confidence_name(CONFIDENCE_MODERATE), "Moderate");
	assert_false(confidence_parse("", &c));
	assert_false(confidence_parse("Highest", &c));
}

struct expected {
	const char *text;
	enum pattern_kind kind;
	enum pattern_reach reach;
	const char *name, *member;
	unsigned arg;
	int null_arg;
};

static void assert_pattern(const struct expected *e)
{
	struct pattern p;

	assert_true(pattern_parse(&p, WORD_RELEASE, e->text));
	assert_int_equal(p.word, WORD_RELEASE);
	assert_int_equal(p.kind, e->kind);
	assert_int_equal(p.reach, e->reach);
	assert_int_equal(p.arg, e->arg);
	assert_int_equal(p.null_arg, e->null_arg);
	assert_string_equal(p.name ? p.name : "-", e->name ? e->name : "-");
	assert_string_equal(p.member ? p.member : "-", e->member ? e->member : "-");
	pattern_release(&p);
}

static void every_form_of_pattern_is_parsed(void **state)
{
	static const struct expected all[] = {
		{ "f(dev)", PATTERN_CALL, REACH_DEVICE, "f", NULL, 0, -1 },
		{ " dev_f ( dev ) ", PATTERN_CALL, REACH_DEVICE, "dev_f", NULL, 0, -1 },
		{ "f(dev, NULL)", PATTERN_CALL, REACH_DEVICE, "f", NULL, 0, 1 },
		{ "f(_, dev)", PATTERN_CALL, REACH_DEVICE, "f", NULL, 1, -1 },
		{ "f(_,_,NULL,dev)", PATTERN_CALL, REACH_DEVICE, "f", NULL, 3, 2 },
		{ "f*(dev)", PATTERN_PREFIX_CALL, REACH_DEVICE, "f", NULL, 0, -1 },
		{ "kfree(dev->map)", PATTERN_CALL, REACH_MEMBER, "kfree", "map", 0, -1 },
		{ "f(dev...)", PATTERN_CALL, REACH_ANY, "f", NULL, 0, -1 },
		{ "->f(dev)", PATTERN_MEMBER_CALL, REACH_DEVICE, "f", NULL, 0, -1 },
		{ "dev->ops = NULL", PATTERN_ASSIGN_NULL, REACH_DEVICE, NULL, "ops", 0, -1 },
		{ ".remove", PATTERN_CALLBACK, REACH_DEVICE, "remove", NULL, 0, -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		assert_pattern(&all[i]);
}

static void what_is_no_pattern_is_refused(void **state)
{
	static const char *const all[] = {
		"", " ", "f", "f(", "f()", "f(dev", "f(dev))", "f(dev);", "f(dev) x", "f(_)",
		"f(NULL)", "f(dev, dev)", "f(dev, NULL, NULL)", "f(device)", "f(dev->)",
		"f(dev->9)", "f(dev, 3)", "9f(dev)", "*(dev)", "->(dev)", "->f*(dev)", "f**(dev)",
		"dev->ops", "dev->ops = 0", "dev->ops = NULL;", "dev->ops = NULLS", "dev = NULL",
		".", ".remove()", "f(dev,)", "f(,dev)", "f(dev..)", "f g(dev)", "\xff(dev)",
	};
	struct pattern p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (pattern_parse(&p, WORD_RELEASE, all[i]))
			fail_msg("'%s' was taken for a pattern", all[i]);
		assert_null(p.name);
		assert_null(p.member);
	}
	assert_false(pattern_parse(&p, WORD_TEARDOWN, ".remove"));
}

static void the_folder_can_be_named(void **state)
{
	struct folder *f = *state;
	char *dir, *expected = mem_printf("TEARDOWN_RULES names %s/x, which is no folder", f->path);
	struct error *err;

	setenv("TEARDOWN_RULES", f->path, 1);
	assert_null(rules_folder(&dir));
	assert_string_equal(dir, f->path);
	mem_free(dir);
	dir = mem_printf("%s/x", f->path);
	setenv("TEARDOWN_RULES", dir, 1);
	mem_free(dir);
	err = rules_folder(&dir);
	assert_non_null(err);
	assert_string_equal(error_text(err), expected);
	assert_null(dir);
	error_free(err);
	mem_free(expected);
	unsetenv("TEARDOWN_RULES");
}

#define rule_test(f) cmocka_unit_test_setup_teardown(f, folder_make, folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		rule_test(a_whole_header_is_read),
		rule_test(little_is_needed),
		rule_test(the_summary_is_the_first_sentence),
		rule_test(a_summary_may_lack_its_full_stop),
		rule_test(errors_name_the_line_and_what_is_expected),
		rule_test(what_is_no_text_is_an_error),
		rule_test(a_pipe_is_not_waited_for),
		rule_test(a_folder_is_read_by_name),
		rule_test(a_folder_without_rules_is_an_error),
		rule_test(a_file_is_added_in_its_place),
		rule_test(two_files_cannot_share_a_name),
		rule_test(odd_names_are_refused),
		cmocka_unit_test(confidences_have_names),
		cmocka_unit_test(every_form_of_pattern_is_parsed),
		cmocka_unit_test(what_is_no_pattern_is_refused),
		rule_test(the_folder_can_be_named),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
