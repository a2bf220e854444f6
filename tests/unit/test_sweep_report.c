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

#include "report/column.h"
#include "report/sweep.h"

#define A40 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B40 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct audit_report_options PLAIN, QUIET = { .quiet = true },
	COLOR = { .color = true };

static struct swept_branch *add_branch(struct sweep *s, const char *name, size_t releases)
{
	struct swept_branch *b = array_push(&s->branches);

	b->branch = mem_strdup(name);
	b->ref = mem_printf("refs/heads/%s", name);
	b->releases = releases;
	return b;
}

static struct swept_finding *add_finding(struct swept_branch *b, const char *path,
					 const char *message)
{
	struct swept_finding *f = array_push(&b->findings);

	f->path = mem_strdup(path);
	f->function = mem_strdup("really_probe");
	f->message = mem_strdup(message);
	f->line = 9;
	f->confidence = CONFIDENCE_HIGH;
	return f;
}

static void add_interval(struct swept_finding *f, const char *from, const char *until,
			 const char *appeared, const char *gone)
{
	struct swept_interval *i = array_push(&f->intervals);

	i->from = mem_strdup(from);
	i->until = mem_strdup(until);
	strcpy(i->appeared.id, appeared);
	strcpy(i->gone.id, gone);
	i->appeared.subject = mem_strdup(*appeared ? "driver core: bring it" : NULL);
	i->gone.subject = mem_strdup(*gone ? "driver core: mend @it" : NULL);
}

/* Each kind of interval, and outside text that is no good. */
static struct sweep some(void)
{
	struct sweep s = { .rule = "dma_ops_before_devres" };
	struct swept_branch *b = add_branch(&s, "mainline", 10);
	struct swept_finding *f = add_finding(b, "drivers/base/dd.c", "takes it down, then \"x\"");

	add_interval(f, "v4.12", "v5.1", A40, B40);
	add_interval(f, "v5.4", NULL, "", "");
	f = add_finding(b, "=odd|\033.c", "new");
	add_interval(f, NULL, NULL, A40, "");
	f = add_finding(b, "old.c", "old");
	add_interval(f, "v4.11", "(unreleased)", "", B40);
	add_branch(&s, "4.9.y", 1);
	*array_push(&s.unknown) = (struct unknown){ mem_strdup("v4.9 of 4.9.y"),
						    mem_strdup("a.c: timeout") };
	return s;
}

static char *text_of(enum audit_format f, struct audit_report_options o)
{
	struct sweep s = some();
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	sweep_write(out, f, &s, &o);
	assert_int_equal(fclose(out), 0);
	sweep_release(&s);
	return text;
}

static void expect(char *got, const char *wanted)
{
	assert_string_equal(got, wanted);
	free(got);
}

#define BRANCHES \
	"mainline: 10 releases, 3 findings, 2 of them at the end\n" \
	"  drivers/base/dd.c:9: really_probe(): takes it down, then \"x\" (High)\n" \
	"      v4.12 to before v5.1; came with aaaaaaaaaaaa (\"driver core: bring it\");\n" \
	"        gone with bbbbbbbbbbbb (\"driver core: mend @it\")\n" \
	"      from v5.4\n" \
	"  =odd|\\x1b.c:9: really_probe(): new (High)\n" \
	"      at the tip, in no release yet; came with aaaaaaaaaaaa (\"driver core: bring\n" \
	"        it\")\n" \
	"  old.c:9: really_probe(): old (High)\n" \
	"      from v4.11, no more at the tip; gone with bbbbbbbbbbbb (\"driver core: mend\n" \
	"        @it\")\n" \
	"\n" \
	"4.9.y: 1 release, 0 findings\n" \
	"\n" \
	"unknown: v4.9 of 4.9.y: a.c: timeout\n"

static void test_text(void **state)
{
	(void)state;
	expect(text_of(AUDIT_TEXT, PLAIN),
	       "dma_ops_before_devres, over 2 branches\n\n" BRANCHES);
	expect(text_of(AUDIT_TEXT, QUIET), BRANCHES);
}

static void test_color(void **state)
{
	char *colored = text_of(AUDIT_TEXT, COLOR), *to = colored;

	(void)state;
	assert_non_null(strstr(colored, "\033[31m      from v5.4\033[0m\n"));
	assert_non_null(strstr(colored, "\033[2m      v4.12 to before"));
	assert_non_null(strstr(colored, "\033[1m4.9.y: 1 release, 0 findings\033[0m\n"));
	for (char *from = colored; *from; )
		if (*from == '\033')
			from += strcspn(from, "m") + 1;
		else
			*to++ = *from++;
	*to = '\0';
	expect(colored, "dma_ops_before_devres, over 2 branches\n\n" BRANCHES);
}

static void test_csv(void **state)
{
	(void)state;
	expect(text_of(AUDIT_CSV, PLAIN),
	       "branch,path,line,function,confidence,from,until,appeared,gone,message\n"
	       "mainline,drivers/base/dd.c,9,really_probe,High,v4.12,v5.1," A40 "," B40
	       ",\"takes it down, then \"\"x\"\"\"\n"
	       "mainline,drivers/base/dd.c,9,really_probe,High,v5.4,,,,"
	       "\"takes it down, then \"\"x\"\"\"\n"
	       "mainline,'=odd|\\x1b.c,9,really_probe,High,,," A40 ",,new\n"
	       "mainline,old.c,9,really_probe,High,v4.11,(unreleased),," B40 ",old\n"
	       ",v4.9 of 4.9.y,,,unknown,,,,,a.c: timeout\n");
}

static void test_markdown(void **state)
{
	(void)state;
	expect(text_of(AUDIT_MARKDOWN, PLAIN),
	       "### dma\\_ops\\_before\\_devres, over 2 branches\n"
	       "\n"
	       "#### mainline\n"
	       "\n"
	       "10 releases, 3 findings, 2 of them at the end\n"
	       "\n"
	       "| finding | confidence | releases | came with | gone with | message |\n"
	       "| --- | --- | --- | --- | --- | --- |\n"
	       "| drivers/base/dd.c:9: really\\_probe() | High | v4.12 to before v5.1 | "
	       "aaaaaaaaaaaa (\"driver core: bring it\") | bbbbbbbbbbbb (\"driver core: mend "
	       "@<!-- -->it\") | takes it down, then \"x\" |\n"
	       "| drivers/base/dd.c:9: really\\_probe() | High | **from v5.4** |  |  | takes it "
	       "down, then \"x\" |\n"
	       "| =odd\\|\\x1b.c:9: really\\_probe() | High | **at the tip, in no release "
	       "yet** | aaaaaaaaaaaa (\"driver core: bring it\") |  | new |\n"
	       "| old.c:9: really\\_probe() | High | from v4.11, no more at the tip |  | "
	       "bbbbbbbbbbbb (\"driver core: mend @<!-- -->it\") | old |\n"
	       "\n"
	       "#### 4.9.y\n"
	       "\n"
	       "1 release, 0 findings\n"
	       "\n"
	       "- **unknown**: v4.9 of 4.9.y: a.c: timeout\n");
}

static void test_json(void **state)
{
	char *text = text_of(AUDIT_JSON, PLAIN);
	json_t *top = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *f, *i;

	(void)state;
	assert_non_null(top);
	f = json_array_get(json_object_get(top, "branches"), 0);
	f = json_array_get(json_object_get(f, "findings"), 1);
	i = json_array_get(json_object_get(f, "intervals"), 0);
	assert_string_equal(json_string_value(json_object_get(f, "path")), "=odd|\033.c");
	assert_string_equal(json_string_value(json_object_get(f, "appeared")), A40);
	assert_true(json_is_null(json_object_get(f, "gone")));
	assert_true(json_is_null(json_object_get(f, "at")));
	assert_true(json_is_null(json_object_get(i, "from")));
	assert_true(json_is_null(json_object_get(i, "until")));
	assert_string_equal(json_string_value(json_object_get(i, "appeared_subject")),
			    "driver core: bring it");
	json_decref(top);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_color),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
