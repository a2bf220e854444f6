// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "report/audit.h"
#include "report/column.h"
#include "report/words.h"

#define FIX "376991db4b6464e906d699ef07681e2ffa8ab08c"
#define SUBJECT "driver core: Postpone DMA tear-down until after devres release"
#define RULE "rule dma_ops_before_devres"
#define A40 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B40 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define DATE 1551780000LL

static const struct audit_report_options PLAIN, VERBOSE = { .verbose = true };

static struct branch_verdict *add(struct fix_audit *f, const char *name, enum verdict claim,
				  enum verdict v, const char *release, const char *commit)
{
	struct branch_verdict *b = array_push(&f->branches);

	b->branch = mem_strdup(name);
	b->claim = claim;
	b->verdict = v;
	b->first_release = mem_strdup(release);
	strcpy(b->commit, commit);
	b->date = *commit ? DATE : 0;
	return b;
}

static void says(struct branch_verdict *b, enum evidence_kind k, const char *commit,
		 const char *text)
{
	struct evidence *e = array_push(&b->evidence);

	e->kind = k;
	e->text = mem_strdup(text);
	strcpy(e->commit, commit);
}

static struct proof *prove(struct branch_verdict *b, enum code_state state, const char *by,
			   const char *release)
{
	b->proof.state = state;
	b->proof.by = mem_strdup(by);
	b->proof.release = mem_strdup(release);
	strcpy(b->proof.commit, A40);
	return &b->proof;
}

static void add_site(struct proof *p, const char *function, unsigned line, bool fixed)
{
	*array_push(&p->sites) = (struct code_site){ mem_strdup("drivers/base/dd.c"), line,
						     mem_strdup(function), fixed };
}

static void note(struct branch_verdict *b, const char *text)
{
	*array_push(&b->notes) = mem_strdup(text);
}

static void add_agreeing(struct fix_audit *f)
{
	struct branch_verdict *b;
	struct proof *p;

	b = add(f, "5.0.y", VERDICT_CARRIES, VERDICT_CARRIES, "v5.0.1", B40);
	says(b, EVIDENCE_MESSAGE, B40, "\"commit 376991db4b64 upstream.\"");
	prove(b, CODE_FIXED, RULE, "v5.0.21");
	b = add(f, "4.9.y", VERDICT_NOT_AFFECTED, VERDICT_NOT_AFFECTED, NULL, "");
	says(b, EVIDENCE_INTRODUCER, B40, "never came to it");
	prove(b, CODE_ABSENT, "change", "v4.9.337");
	b = add(f, "4.8.y", VERDICT_MISSING, VERDICT_MISSING, NULL, "");
	says(b, EVIDENCE_ABSENCE, "", "nothing names the fix");
	p = prove(b, CODE_HAS_BUG, "change", NULL);
	for (unsigned line = 1; line <= 5; line++)
		add_site(p, line == 2 ? "" : "probe", line == 3 ? 0 : line, false);
}

static void add_disagreeing(struct fix_audit *f)
{
	struct branch_verdict *b;
	struct proof *p;

	b = add(f, "4.20.y", VERDICT_CARRIES, VERDICT_MISSING, NULL, B40);
	says(b, EVIDENCE_MESSAGE, B40, "\"commit 376991db4b64 upstream.\"");
	says(b, EVIDENCE_CODE, A40, "v4.20.17 still has the bug: really_probe() in "
	     "drivers/base/dd.c:9");
	add_site(prove(b, CODE_HAS_BUG, RULE, "v4.20.17"), "really_probe", 9, false);
	note(b, "broken backport: history names the fix, but v4.20.17 still has the bug: "
	     "really_probe() in drivers/base/dd.c:9");
	b = add(f, "4.19.y", VERDICT_CARRIES, VERDICT_PARTIAL, NULL, B40);
	says(b, EVIDENCE_MESSAGE, B40, "\"commit 376991db4b64 upstream.\"");
	says(b, EVIDENCE_CODE, A40, "v4.19.30 has it in part");
	p = prove(b, CODE_PARTIAL, RULE, "v4.19.30");
	add_site(p, "really_probe", 9, false);
	add_site(p, "__device_release_driver", 44, true);
	note(b, "left: really_probe() in drivers/base/dd.c:9; mended: "
	     "__device_release_driver() in drivers/base/dd.c:44");
	b = add(f, "4.14.y", VERDICT_MISSING, VERDICT_CARRIES, "v4.14.106", B40);
	says(b, EVIDENCE_ABSENCE, "", "nothing names the fix");
	says(b, EVIDENCE_CODE, B40, "it mends the code without naming the fix, in v4.14.106: "
	     "\"driver core: tidy up\"");
	prove(b, CODE_FIXED, RULE, "v4.14.336");
}

static void add_unproved(struct fix_audit *f)
{
	struct branch_verdict *b;

	b = add(f, "4.13.y", VERDICT_CARRIES, VERDICT_UNKNOWN, "v4.13.2", B40);
	says(b, EVIDENCE_MESSAGE, B40, "\"commit 376991db4b64 upstream.\"");
	prove(b, CODE_UNREAD, RULE, "v4.13.9")->why =
		mem_strdup("drivers/base/dd.c: really_probe() could not be parsed");
	note(b, "the code can't be read (drivers/base/dd.c: really_probe() could not be parsed): "
	     "history alone says: carried");
	b = add(f, "4.12.y", VERDICT_CARRIES, VERDICT_CARRIES, "v4.12.2", B40);
	says(b, EVIDENCE_MESSAGE, B40, "\"commit 376991db4b64 upstream.\"");
	prove(b, CODE_MISSING, RULE, "v4.12.9")->why = mem_strdup("a blob is missing");
	note(b, "not proved: a blob is missing");
	b = add(f, "4.11.y", VERDICT_CARRIES, VERDICT_CARRIES, "v4.11.4", B40);
	says(b, EVIDENCE_MESSAGE, A40, "\"commit 376991db4b64 upstream.\"");
	says(b, EVIDENCE_CODE, B40, "it mends the code without naming the fix, in v4.11.4: "
	     "\"driver core: tidy up\"");
	prove(b, CODE_FIXED, RULE, "v4.11.12");
	note(b, "v4.11.3 still had the bug, whatever history says");
}

static struct audit audit_of(void (*add_branches)(struct fix_audit *f))
{
	struct audit a = { 0 };
	struct fix_audit *f = array_push(&a.fixes);

	strcpy(f->fix, FIX);
	f->given = mem_strndup(FIX, 12);
	f->subject = mem_strdup(SUBJECT);
	add_branches(f);
	return a;
}

/* What is written, from the first branch on. */
static char *table(enum audit_format format, void (*add_branches)(struct fix_audit *f),
		   struct audit_report_options o)
{
	struct audit a = audit_of(add_branches);
	char *text = NULL, *at;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	audit_write(out, format, &a, &o);
	assert_int_equal(fclose(out), 0);
	audit_release(&a);
	at = strstr(text, format == AUDIT_TEXT ? "  branch " : "| --- |");
	if (at)
		memmove(text, at, strlen(at) + 1);
	if (format != AUDIT_TEXT && at)
		memmove(text, strchr(text, '\n') + 1, strlen(strchr(text, '\n')));
	at = strstr(text, "\n\n");
	if (at)
		at[1] = '\0';
	return text;
}

static void expect(char *got, const char *wanted)
{
	assert_string_equal(got, wanted);
	free(got);
}

static void test_agreeing_text(void **state)
{
	(void)state;
	expect(table(AUDIT_TEXT, add_agreeing, PLAIN),
		"  branch  verdict       release  commit        date        evidence\n"
		"  5.0.y   carries       v5.0.1   bbbbbbbbbbbb  2019-03-05  message+code\n"
		"  4.9.y   not-affected  -        -             -           introducer+code\n"
		"  4.8.y   missing       -        -             -           absence+code\n"
		"      absence: nothing names the fix\n"
		"      code: has the bug at the tip, by the fix's own lines: probe() in\n"
		"        drivers/base/dd.c:1, drivers/base/dd.c:2, probe() in drivers/base/dd.c,"
		"\n"
		"        probe() in drivers/base/dd.c:4 and 1 more\n");
}

static void test_disagreeing_text(void **state)
{
	(void)state;
	expect(table(AUDIT_TEXT, add_disagreeing, PLAIN),
		"  branch  verdict  release    commit        date        evidence\n"
		"  4.20.y  missing  -          bbbbbbbbbbbb  2019-03-05  code\n"
		"      message: \"commit 376991db4b64 upstream.\" (bbbbbbbbbbbb)\n"
		"      code: has the bug in v4.20.17, by rule dma_ops_before_devres\n"
		"      broken backport: history names the fix, but v4.20.17 still has the bug:\n"
		"        really_probe() in drivers/base/dd.c:9\n"
		"  4.19.y  partial  -          bbbbbbbbbbbb  2019-03-05  code\n"
		"      message: \"commit 376991db4b64 upstream.\" (bbbbbbbbbbbb)\n"
		"      code: fixed in part in v4.19.30, by rule dma_ops_before_devres\n"
		"      left: really_probe() in drivers/base/dd.c:9; mended:\n"
		"        __device_release_driver() in drivers/base/dd.c:44\n"
		"  4.14.y  carries  v4.14.106  bbbbbbbbbbbb  2019-03-05  code\n"
		"      code: it mends the code without naming the fix, in v4.14.106: \"driver\n"
		"        core: tidy up\" (bbbbbbbbbbbb)\n"
		"      code: fixed in v4.14.336, by rule dma_ops_before_devres\n");
}

static void test_unproved_text(void **state)
{
	(void)state;
	expect(table(AUDIT_TEXT, add_unproved, PLAIN),
		"  branch  verdict  release  commit        date        evidence\n"
		"  4.13.y  unknown  v4.13.2  bbbbbbbbbbbb  2019-03-05  unread\n"
		"      message: \"commit 376991db4b64 upstream.\" (bbbbbbbbbbbb)\n"
		"      code: can't be read in v4.13.9, by rule dma_ops_before_devres\n"
		"      the code can't be read (drivers/base/dd.c: really_probe() could not be\n"
		"        parsed): history alone says: carried\n"
		"  4.12.y  carries  v4.12.2  bbbbbbbbbbbb  2019-03-05  message\n"
		"      not proved: a blob is missing\n"
		"  4.11.y  carries  v4.11.4  bbbbbbbbbbbb  2019-03-05  code\n"
		"      code: it mends the code without naming the fix, in v4.11.4: \"driver core:"
		"\n"
		"        tidy up\" (bbbbbbbbbbbb)\n"
		"      v4.11.3 still had the bug, whatever history says\n");
}

static void test_disagreeing_csv(void **state)
{
	(void)state;
	expect(table(AUDIT_CSV, add_disagreeing, PLAIN),
		"fix,subject,branch,verdict,first_release,commit,date,evidence_kinds,evidence,not"
		"es,claim,proof\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down unt"
		"il after devres release,4.20.y,missing,,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		",2019-03-05,message;code,\"message: \"\"commit 376991db4b64 upstream.\"\" (bbbbb"
		"bbbbbbb); code: v4.20.17 still has the bug: really_probe() in drivers/base/dd.c:"
		"9 (aaaaaaaaaaaa)\",\"broken backport: history names the fix, but v4.20.17 still "
		"has the bug: really_probe() in drivers/base/dd.c:9\",carries,\"code: has the bug"
		" in v4.20.17, by rule dma_ops_before_devres: really_probe() in drivers/base/dd.c"
		":9\"\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down unt"
		"il after devres release,4.19.y,partial,,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		",2019-03-05,message;code,\"message: \"\"commit 376991db4b64 upstream.\"\" (bbbbb"
		"bbbbbbb); code: v4.19.30 has it in part (aaaaaaaaaaaa)\",left: really_probe() in"
		" drivers/base/dd.c:9; mended: __device_release_driver() in drivers/base/dd.c:44,"
		"carries,\"code: fixed in part in v4.19.30, by rule dma_ops_before_devres: really"
		"_probe() in drivers/base/dd.c:9\"\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down unt"
		"il after devres release,4.14.y,carries,v4.14.106,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		"bbbbbbbbb,2019-03-05,absence;code,\"absence: nothing names the fix; code: it men"
		"ds the code without naming the fix, in v4.14.106: \"\"driver core: tidy up\"\" ("
		"bbbbbbbbbbbb)\",,missing,\"code: fixed in v4.14.336, by rule dma_ops_before_devr"
		"es\"\n");
}

static void test_unproved_csv(void **state)
{
	(void)state;
	expect(table(AUDIT_CSV, add_unproved, PLAIN),
		"fix,subject,branch,verdict,first_release,commit,date,evidence_kinds,evidence,not"
		"es,claim,proof\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down unt"
		"il after devres release,4.13.y,unknown,v4.13.2,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		"bbbbbbb,2019-03-05,message,\"message: \"\"commit 376991db4b64 upstream.\"\" (bbb"
		"bbbbbbbbb)\",the code can't be read (drivers/base/dd.c: really_probe() could not"
		" be parsed): history alone says: carried,carries,\"code: can't be read in v4.13."
		"9, by rule dma_ops_before_devres: drivers/base/dd.c: really_probe() could not be"
		" parsed\"\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down unt"
		"il after devres release,4.12.y,carries,v4.12.2,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		"bbbbbbb,2019-03-05,message,\"message: \"\"commit 376991db4b64 upstream.\"\" (bbb"
		"bbbbbbbbb)\",not proved: a blob is missing,carries,\"code: objects are missing i"
		"n v4.12.9, by rule dma_ops_before_devres: a blob is missing\"\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down unt"
		"il after devres release,4.11.y,carries,v4.11.4,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		"bbbbbbb,2019-03-05,message;code,\"message: \"\"commit 376991db4b64 upstream.\"\""
		" (aaaaaaaaaaaa); code: it mends the code without naming the fix, in v4.11.4: \""
		"\"driver core: tidy up\"\" (bbbbbbbbbbbb)\",\"v4.11.3 still had the bug, whateve"
		"r history says\",carries,\"code: fixed in v4.11.12, by rule dma_ops_before_devre"
		"s\"\n");
}

static void test_disagreeing_markdown(void **state)
{
	(void)state;
	expect(table(AUDIT_MARKDOWN, add_disagreeing, PLAIN),
		"| 4.20.y | **missing** |  | bbbbbbbbbbbb | 2019-03-05 | message: \"commit 376991"
		"db4b64 upstream.\" (bbbbbbbbbbbb)<br>code: has the bug in v4.20.17, by rule dma"
		"\\_ops\\_before\\_devres<br>broken backport: history names the fix, but v4.20.17"
		" still has the bug: really\\_probe() in drivers/base/dd.c:9 |\n"
		"| 4.19.y | **partial** |  | bbbbbbbbbbbb | 2019-03-05 | message: \"commit 376991"
		"db4b64 upstream.\" (bbbbbbbbbbbb)<br>code: fixed in part in v4.19.30, by rule dm"
		"a\\_ops\\_before\\_devres<br>left: really\\_probe() in drivers/base/dd.c:9; mend"
		"ed: \\_\\_device\\_release\\_driver() in drivers/base/dd.c:44 |\n"
		"| 4.14.y | carries | v4.14.106 | bbbbbbbbbbbb | 2019-03-05 | absence: nothing na"
		"mes the fix<br>code: it mends the code without naming the fix, in v4.14.106: \"d"
		"river core: tidy up\" (bbbbbbbbbbbb)<br>code: fixed in v4.14.336, by rule dma\\_"
		"ops\\_before\\_devres |\n");
}

static void test_unproved_markdown(void **state)
{
	(void)state;
	expect(table(AUDIT_MARKDOWN, add_unproved, PLAIN),
		"| 4.13.y | **unknown** | v4.13.2 | bbbbbbbbbbbb | 2019-03-05 | message: \"commit"
		" 376991db4b64 upstream.\" (bbbbbbbbbbbb)<br>code: can't be read in v4.13.9, by r"
		"ule dma\\_ops\\_before\\_devres<br>the code can't be read (drivers/base/dd.c: re"
		"ally\\_probe() could not be parsed): history alone says: carried |\n"
		"| 4.12.y | carries | v4.12.2 | bbbbbbbbbbbb | 2019-03-05 | message: \"commit 376"
		"991db4b64 upstream.\" (bbbbbbbbbbbb)<br>not proved: a blob is missing |\n"
		"| 4.11.y | carries | v4.11.4 | bbbbbbbbbbbb | 2019-03-05 | message: \"commit 376"
		"991db4b64 upstream.\" (aaaaaaaaaaaa)<br>code: it mends the code without naming t"
		"he fix, in v4.11.4: \"driver core: tidy up\" (bbbbbbbbbbbb)<br>code: fixed in v4"
		".11.12, by rule dma\\_ops\\_before\\_devres<br>v4.11.3 still had the bug, whatev"
		"er history says |\n");
}

static void test_disagreeing_verbose(void **state)
{
	(void)state;
	expect(table(AUDIT_TEXT, add_disagreeing, VERBOSE),
		"  branch  verdict  release    commit        date        evidence\n"
		"  4.20.y  missing  -          bbbbbbbbbbbb  2019-03-05  code\n"
		"      message: \"commit 376991db4b64 upstream.\" (bbbbbbbbbbbb)\n"
		"      code: v4.20.17 still has the bug: really_probe() in drivers/base/dd.c:9\n"
		"        (aaaaaaaaaaaa)\n"
		"      code: has the bug in v4.20.17, by rule dma_ops_before_devres\n"
		"      broken backport: history names the fix, but v4.20.17 still has the bug:\n"
		"        really_probe() in drivers/base/dd.c:9\n"
		"  4.19.y  partial  -          bbbbbbbbbbbb  2019-03-05  code\n"
		"      message: \"commit 376991db4b64 upstream.\" (bbbbbbbbbbbb)\n"
		"      code: v4.19.30 has it in part (aaaaaaaaaaaa)\n"
		"      code: fixed in part in v4.19.30, by rule dma_ops_before_devres\n"
		"      left: really_probe() in drivers/base/dd.c:9; mended:\n"
		"        __device_release_driver() in drivers/base/dd.c:44\n"
		"  4.14.y  carries  v4.14.106  bbbbbbbbbbbb  2019-03-05  code\n"
		"      absence: nothing names the fix\n"
		"      code: it mends the code without naming the fix, in v4.14.106: \"driver\n"
		"        core: tidy up\" (bbbbbbbbbbbb)\n"
		"      code: fixed in v4.14.336, by rule dma_ops_before_devres\n");
}

static void test_unproved_verbose(void **state)
{
	(void)state;
	expect(table(AUDIT_TEXT, add_unproved, VERBOSE),
		"  branch  verdict  release  commit        date        evidence\n"
		"  4.13.y  unknown  v4.13.2  bbbbbbbbbbbb  2019-03-05  unread\n"
		"      message: \"commit 376991db4b64 upstream.\" (bbbbbbbbbbbb)\n"
		"      code: can't be read in v4.13.9, by rule dma_ops_before_devres\n"
		"      the code can't be read (drivers/base/dd.c: really_probe() could not be\n"
		"        parsed): history alone says: carried\n"
		"  4.12.y  carries  v4.12.2  bbbbbbbbbbbb  2019-03-05  message\n"
		"      message: \"commit 376991db4b64 upstream.\" (bbbbbbbbbbbb)\n"
		"      not proved: a blob is missing\n"
		"  4.11.y  carries  v4.11.4  bbbbbbbbbbbb  2019-03-05  code\n"
		"      message: \"commit 376991db4b64 upstream.\" (aaaaaaaaaaaa)\n"
		"      code: it mends the code without naming the fix, in v4.11.4: \"driver core:"
		"\n"
		"        tidy up\" (bbbbbbbbbbbb)\n"
		"      code: fixed in v4.11.12, by rule dma_ops_before_devres\n"
		"      v4.11.3 still had the bug, whatever history says\n");
}

/* Where a verdict stays against the code, as settle.c has it, that is not kept back. */
static void add_contradicted(struct fix_audit *f)
{
	struct branch_verdict *b;

	b = add(f, "4.9.y", VERDICT_NOT_AFFECTED, VERDICT_NOT_AFFECTED, NULL, "");
	says(b, EVIDENCE_INTRODUCER, "", "never came to it");
	add_site(prove(b, CODE_HAS_BUG, "change", "v4.9.9"), "really_probe", 9, false);
	b = add(f, "4.8.y", VERDICT_CARRIES, VERDICT_CARRIES, "v4.8.1", B40);
	says(b, EVIDENCE_MESSAGE, B40, "\"commit 376991db4b64 upstream.\"");
	add_site(prove(b, CODE_PARTIAL, "change", "v4.8.9"), "really_probe", 9, false);
}

static void test_contradicted_text(void **state)
{
	(void)state;
	expect(table(AUDIT_TEXT, add_contradicted, PLAIN),
		"  branch  verdict       release  commit        date        evidence\n"
		"  4.9.y   not-affected  -        -             -           introducer\n"
		"      code: has the bug in v4.9.9, by the fix's own lines: really_probe() in\n"
		"        drivers/base/dd.c:9\n"
		"  4.8.y   carries       v4.8.1   bbbbbbbbbbbb  2019-03-05  message\n"
		"      code: fixed in part in v4.8.9, by the fix's own lines: really_probe() in\n"
		"        drivers/base/dd.c:9\n");
}

static json_t *json_of(void (*add_branches)(struct fix_audit *f))
{
	char *text = table(AUDIT_JSON, add_branches, PLAIN);
	json_t *top = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *branches;

	assert_non_null(top);
	free(text);
	branches = json_object_get(json_array_get(json_object_get(top, "fixes"), 0), "branches");
	json_incref(branches);
	json_decref(top);
	return branches;
}

static const char *text_at(json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static void test_json(void **state)
{
	json_t *branches = json_of(add_disagreeing), *b, *proof, *site;

	(void)state;
	b = json_array_get(branches, 1);
	proof = json_object_get(b, "proof");
	assert_string_equal(text_at(b, "verdict"), "partial");
	assert_string_equal(text_at(b, "claim"), "carries");
	assert_string_equal(text_at(proof, "state"), "partial");
	assert_string_equal(text_at(proof, "by"), RULE);
	assert_string_equal(text_at(proof, "release"), "v4.19.30");
	assert_string_equal(text_at(proof, "commit"), A40);
	assert_true(json_is_null(json_object_get(proof, "why")));
	site = json_array_get(json_object_get(proof, "sites"), 1);
	assert_string_equal(text_at(site, "path"), "drivers/base/dd.c");
	assert_string_equal(text_at(site, "function"), "__device_release_driver");
	assert_string_equal(text_at(site, "state"), "fixed");
	assert_int_equal(json_integer_value(json_object_get(site, "line")), 44);
	json_decref(branches);
	branches = json_of(add_agreeing);
	proof = json_object_get(json_array_get(branches, 2), "proof");
	assert_true(json_is_null(json_object_get(proof, "release")));
	site = json_array_get(json_object_get(proof, "sites"), 2);
	assert_true(json_is_null(json_object_get(site, "line")));
	json_decref(branches);
	branches = json_of(add_unproved);
	proof = json_object_get(json_array_get(branches, 0), "proof");
	assert_string_equal(text_at(proof, "state"), "unread");
	assert_string_equal(text_at(proof, "why"),
			    "drivers/base/dd.c: really_probe() could not be parsed");
	json_decref(branches);
}

/* Each state of the code beside each verdict and claim: every line fits and none is empty. */
static void add_all(struct fix_audit *f)
{
	static const enum evidence_kind kinds[] = { EVIDENCE_MESSAGE, EVIDENCE_CODE };

	for (unsigned i = 0; i < 6 * 6 * 9; i++) {
		struct branch_verdict *b = add(f, "android14-6.1-lts", i % 6, i / 6 % 6, "v6.1.99",
					       i % 2 ? B40 : "");

		says(b, kinds[i % 2], i % 3 ? A40 : B40, "what a commit says, or the code does");
		if (i / 36 == CODE_UNASKED)
			continue;
		prove(b, i / 36, RULE, i % 5 ? "v6.1.110" : NULL);
		add_site(&b->proof, "really_probe", i, i % 2);
		if (b->proof.state == CODE_UNREAD)
			b->proof.why = mem_strdup("drivers/base/dd.c: timeout");
	}
}

static void test_eighty_columns(void **state)
{
	char *text = table(AUDIT_TEXT, add_all, VERBOSE), *rest = text;

	(void)state;
	for (char *line; (line = strsep(&rest, "\n")) && *line; )
		assert_true(column_width(line) <= COLUMN_LIMIT);
	free(text);
	free(table(AUDIT_TEXT, add_all, PLAIN));
	free(table(AUDIT_CSV, add_all, PLAIN));
	free(table(AUDIT_MARKDOWN, add_all, PLAIN));
	json_decref(json_of(add_all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agreeing_text),
		cmocka_unit_test(test_disagreeing_text),
		cmocka_unit_test(test_unproved_text),
		cmocka_unit_test(test_disagreeing_csv),
		cmocka_unit_test(test_unproved_csv),
		cmocka_unit_test(test_disagreeing_markdown),
		cmocka_unit_test(test_unproved_markdown),
		cmocka_unit_test(test_disagreeing_verbose),
		cmocka_unit_test(test_unproved_verbose),
		cmocka_unit_test(test_contradicted_text),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_eighty_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
