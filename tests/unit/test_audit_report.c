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

#include "base/str.h"
#include "report/audit.h"
#include "report/column.h"
#include "report/escape.h"
#include "report/words.h"

#define FIX "376991db4b6464e906d699ef07681e2ffa8ab08c"
#define SUBJECT "driver core: Postpone DMA tear-down until after devres release"
#define PROBE "0b777eee88d712256ba8232a9429edb17c4f9ceb"
#define PROBE_SUBJECT SUBJECT " for probe failure"
#define CAME_IN "09515ef5ddad71c7820e5e428da418b709feeb26"
#define DATE 1551780000LL	/* 2019-03-05T10:00:00Z */

static const struct audit_report_options PLAIN, VERBOSE = { .verbose = true },
	QUIET = { .quiet = true }, COLOR = { .color = true };

static void set_id(char id[41], const char *hex)
{
	snprintf(id, 41, "%s", hex);
}

static struct fix_audit *add_fix(struct audit *a, const char *id, const char *subject)
{
	struct fix_audit *f = array_push(&a->fixes);

	set_id(f->fix, id);
	f->given = mem_strndup(id, 12);
	f->subject = mem_strdup(subject);
	f->author = mem_strdup("John Garry <john.garry@huawei.com>");
	f->date = DATE;
	return f;
}

static void add_introducer(struct fix_audit *f, const char *source, const char *release)
{
	struct introducer *i = array_push(&f->introducers);

	set_id(i->id, CAME_IN);
	i->subject = mem_strdup("iommu: of: Handle IOMMU lookup failure with deferred probing");
	i->source = mem_strdup(source);
	i->release = mem_strdup(release);
}

static struct branch_verdict *add_branch(struct fix_audit *f, const char *name, enum verdict v,
					 const char *release, const char *commit, long long date)
{
	struct branch_verdict *b = array_push(&f->branches);

	b->branch = mem_strdup(name);
	b->ref = mem_printf("refs/remotes/origin/linux-%s", name);
	set_id(b->tip, "feedfeedfeedfeedfeedfeedfeedfeedfeedfeed");
	b->verdict = b->claim = v;
	b->first_release = mem_strdup(release);
	set_id(b->commit, commit);
	b->date = date;
	return b;
}

static void add_evidence(struct branch_verdict *b, enum evidence_kind k, const char *commit,
			 const char *text)
{
	struct evidence *e = array_push(&b->evidence);

	e->kind = k;
	e->text = mem_strdup(text);
	set_id(e->commit, commit);
}

static void add_interval(struct branch_verdict *b, const char *from, const char *until)
{
	*array_push(&b->intervals) = (struct interval){ mem_strdup(from), mem_strdup(until) };
}

static void add_release(struct branch_verdict *b, const char *name, long long date, enum verdict v)
{
	*array_push(&b->releases) = (struct release_verdict){ mem_strdup(name), date, v };
}

static void add_unknown(struct audit *a, const char *what, const char *why)
{
	*array_push(&a->unknown) = (struct unknown){ mem_strdup(what), mem_strdup(why) };
}

#define ADD_STRING(list, text) (*array_push(list) = mem_strdup(text))

#define A40 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B40 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C40 "cccccccccccccccccccccccccccccccccccccccc"
#define D40 "dddddddddddddddddddddddddddddddddddddddd"
#define E40 "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"

static void add_carriers(struct fix_audit *f)
{
	struct branch_verdict *b;

	b = add_branch(f, "mainline", VERDICT_CARRIES, "v5.1-rc1", FIX, DATE);
	b->last_release = mem_strdup("v6.13");
	add_interval(b, "v5.1-rc1", NULL);
	add_evidence(b, EVIDENCE_ANCESTOR, FIX, "The fix itself is in the branch's history.");
	b = add_branch(f, "5.0.y", VERDICT_CARRIES, "v5.0.3", A40, DATE + 1382400);
	add_interval(b, "v5.0.3", NULL);
	add_evidence(b, EVIDENCE_MESSAGE, A40, "\"commit " FIX " upstream.\"");
	add_evidence(b, EVIDENCE_PATCH_ID, A40, "The same change.");
	b = add_branch(f, "4.20.y", VERDICT_CARRIES, "v4.20.17", B40, DATE + 1382400);
	add_interval(b, "v4.20.17", "v4.20.18");
	add_interval(b, "v4.20.20", NULL);
	add_evidence(b, EVIDENCE_PICK, B40, "\"(cherry picked from commit 376991db4b64)\"");
	ADD_STRING(&b->notes, "The branch ends with v4.20.21.");
	b = add_branch(f, "4.19.y", VERDICT_CARRIES, NULL, C40, DATE + 9000000);
	add_interval(b, NULL, NULL);
	add_evidence(b, EVIDENCE_SUBJECT, C40, "The subject is the same, the author is another.");
}

static void add_others(struct fix_audit *f)
{
	struct branch_verdict *b;

	b = add_branch(f, "4.14.y", VERDICT_MISSING, NULL, "", 0);
	b->last_release = mem_strdup("v4.14.336");
	add_evidence(b, EVIDENCE_INTRODUCER, CAME_IN, "The bug came in with v4.12-rc1.");
	add_evidence(b, EVIDENCE_ABSENCE, "", "No commit from v4.14 to v4.14.336 names the fix, "
		     "has its change or its subject.");
	b = add_branch(f, "rpi-4.14", VERDICT_PARTIAL, "v4.14.9-rpi", D40, DATE);
	add_interval(b, "v4.14.9-rpi", NULL);
	add_evidence(b, EVIDENCE_MESSAGE, D40, "\"commit 376991db4b64 upstream.\"");
	add_evidence(b, EVIDENCE_ABSENCE, "", "really_probe() is as it was.");
	b = add_branch(f, "cip-4.14", VERDICT_REVERTED, "v4.14.7-cip1", D40, DATE);
	add_interval(b, "v4.14.7-cip1", "v4.14.8-cip2");
	add_evidence(b, EVIDENCE_MESSAGE, D40, "\"commit 376991db4b64 upstream.\"");
	add_evidence(b, EVIDENCE_REVERT, E40, "\"This reverts commit dddddddddddd\"");
	b = add_branch(f, "4.9.y", VERDICT_NOT_AFFECTED, NULL, "", 0);
	add_evidence(b, EVIDENCE_INTRODUCER, CAME_IN, "The bug came in with v4.12-rc1.");
	b = add_branch(f, "2.6.32.y", VERDICT_UNKNOWN, NULL, "", 0);
	add_evidence(b, EVIDENCE_BOUNDARY, B40, "The history that is here begins with v2.6.32.5.");
}

static void add_follower(struct fix_audit *f, const char *release, bool lacking)
{
	struct follower *after = array_push(&f->followers);

	set_id(after->id, PROBE);
	after->subject = mem_strdup(PROBE_SUBJECT);
	after->release = mem_strdup(release);
	if (lacking) {
		ADD_STRING(&after->without, "5.0.y");
		ADD_STRING(&after->without, "4.20.y");
	}
}

/* Each verdict once, each kind of interval, followers, notes. */
static struct audit usual(void)
{
	struct audit a = { 0 };
	struct fix_audit *f = add_fix(&a, FIX, SUBJECT);

	add_introducer(f, "Fixes: tag", "v4.12-rc1");
	add_carriers(f);
	add_others(f);
	add_follower(f, "v5.2-rc1", true);
	ADD_STRING(&f->notes, "The fix moves code that v4.19 has under another name.");
	add_unknown(&a, "deadbeef", "no commit has this id");
	return a;
}

#define ODD_SUBJECT "=cmd|' /C calc'!A0 <b>@all\t#1 `x` \033[31m\xff, \"q\""

/* What no repository should hold but may. */
static struct audit odd(void)
{
	struct audit a = { 0 };
	struct fix_audit *f = add_fix(&a, FIX, ODD_SUBJECT);
	struct branch_verdict *b;
	char name[201];

	mem_free(f->given);
	f->given = mem_strdup("v5.1-rc1~3");
	f->date = 0;
	memset(name, 'n', 200);
	memcpy(name, "begin", 5);
	memcpy(name + 197, "end", 4);
	b = add_branch(f, name, VERDICT_CARRIES, "v1", A40, 4102444800LL);
	add_evidence(b, EVIDENCE_AUTHORSHIP, A40, "As \u202e it was.");
	b = add_branch(f, "!ems/07", VERDICT_CARRIES, "v1", A40, 99999999999999LL);
	add_evidence(b, EVIDENCE_ANCESTOR, A40, "");
	b = add_branch(f, "-\033]0;x\007|\xc3", VERDICT_MISSING, NULL, "", 0);
	b = add_branch(f, "分支", VERDICT_NOT_AFFECTED, NULL, "", 0);
	add_interval(b, NULL, "v1");
	add_interval(b, NULL, NULL);
	f = add_fix(&a, "", "");
	mem_free(f->given);
	f->given = mem_strdup("fix.patch");
	mem_free(f->author);
	f->author = mem_strdup("");
	f->date = 0;
	add_follower(f, NULL, false);
	add_unknown(&a, "a\nb", "c\xc2\x9b");
	return a;
}

static struct audit with_releases(void)
{
	struct audit a = { .releases = true };
	struct fix_audit *f = add_fix(&a, FIX, SUBJECT);
	struct branch_verdict *b;

	b = add_branch(f, "5.0.y", VERDICT_REVERTED, "v5.0.3", A40, DATE);
	add_interval(b, "v5.0.3", "v5.0.10");
	add_evidence(b, EVIDENCE_REVERT, B40, "\"This reverts commit aaaaaaaaaaaa\"");
	add_release(b, "v5.0", DATE, VERDICT_MISSING);
	add_release(b, "v5.0.3", DATE + 86400, VERDICT_CARRIES);
	add_release(b, "v5.0.10", 0, VERDICT_REVERTED);
	add_branch(f, "4.9.y", VERDICT_NOT_AFFECTED, NULL, "", 0);
	return a;
}

static struct audit two_fixes(void)
{
	struct audit a = { 0 };
	struct fix_audit *f = add_fix(&a, FIX, SUBJECT);

	add_introducer(f, "Fixes: tag", NULL);
	add_evidence(add_branch(f, "4.14.y", VERDICT_MISSING, NULL, "", 0), EVIDENCE_ABSENCE, "",
		     "Nothing names it.");
	add_evidence(add_branch(f, "4.9.y", VERDICT_MISSING, NULL, "", 0), EVIDENCE_ABSENCE, "",
		     "Nothing names it.");
	f = add_fix(&a, PROBE, PROBE_SUBJECT);
	add_introducer(f, "--introduced-by", "v4.12-rc1");
	add_evidence(add_branch(f, "4.14.y", VERDICT_MISSING, NULL, "", 0), EVIDENCE_ABSENCE, "",
		     "Nothing names it.");
	add_evidence(add_branch(f, "4.9.y", VERDICT_REVERTED, "v4.9.7", A40, DATE),
		     EVIDENCE_REVERT, B40, "\"This reverts commit aaaaaaaaaaaa\"");
	return a;
}

/* Release names that leave the branch no room beside the evidence. */
static struct audit long_releases(void)
{
	struct audit a = { 0 };
	struct fix_audit *f = add_fix(&a, FIX, SUBJECT);
	struct branch_verdict *b;

	b = add_branch(f, "ubuntu-jammy-hwe-6.5", VERDICT_CARRIES, "Ubuntu-5.15.0-91.101", A40,
		       DATE);
	add_evidence(b, EVIDENCE_MESSAGE, A40, "\"commit 376991db4b64 upstream.\"");
	add_branch(f, "none", VERDICT_NOT_AFFECTED, NULL, "", 0);
	return a;
}

static struct missing_fix *add_missing(struct missing *m, const char *id, const char *subject,
				       const char *path)
{
	struct missing_fix *f = array_push(&m->fixes);

	set_id(f->id, id);
	f->subject = mem_strdup(subject);
	f->release = mem_strdup("v5.2-rc1");
	f->date = DATE;
	if (path)
		ADD_STRING(&f->paths, path);
	set_id(f->fixes.commit, FIX);
	f->fixes.subject = mem_strdup(SUBJECT);
	set_id(f->fixes.on_branch_as, A40);
	f->fixes.on_branch_in = mem_strdup("v5.0.3");
	f->why = mem_strdup("5.0.y carries what it mends, and nothing on it names the mending.");
	return f;
}

static struct missing lacking(void)
{
	struct missing m = { .seen = 1234 };
	struct missing_fix *f;

	m.branch = mem_strdup("5.0.y");
	m.ref = mem_strdup("refs/remotes/origin/linux-5.0.y");
	set_id(m.tip, E40);
	f = add_missing(&m, PROBE, PROBE_SUBJECT, "drivers/base/dd.c");
	ADD_STRING(&f->followers, "123456789abc (\"driver core: and again\")");
	f = add_missing(&m, B40, "driver core: another", "drivers/base/core.c");
	set_id(f->fixes.on_branch_as, FIX);
	mem_free(f->fixes.on_branch_in);
	f->fixes.on_branch_in = NULL;
	f = add_missing(&m, C40, "=many paths | @x", "mm/a.c");
	for (char path[] = "mm/b.c"; path[3] <= 'f'; path[3]++)
		ADD_STRING(&f->paths, path);
	mem_free(f->release);
	f->release = NULL;
	f = add_missing(&m, D40, "no path \x1b\xfe", NULL);
	f->date = 0;
	f->fixes.commit[0] = f->fixes.on_branch_as[0] = '\0';
	*array_push(&m.unknown) = (struct unknown){ mem_strdup("v4.0"), mem_strdup("cut off") };
	return m;
}

static char *audit_text(enum audit_format f, struct audit a, struct audit_report_options o)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	audit_write(out, f, &a, &o);
	assert_int_equal(fclose(out), 0);
	audit_release(&a);
	return text;
}

static char *missing_text(enum audit_format f, struct missing m, struct audit_report_options o)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	missing_write(out, f, &m, &o);
	assert_int_equal(fclose(out), 0);
	missing_release(&m);
	return text;
}

static void expect(char *got, const char *wanted)
{
	assert_string_equal(got, wanted);
	free(got);
}

static void test_usual_text(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_TEXT, usual(), PLAIN),
		"376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"  John Garry <john.garry@huawei.com>, 2019-03-05, first in v5.1-rc1\n"
		"  introduced by 09515ef5ddad (\"iommu: of: Handle IOMMU lookup failure with\n"
		"    deferred probing\"), v4.12-rc1, says Fixes: tag\n"
		"\n"
		"  branch    verdict       release       commit        date        evidence\n"
		"  mainline  carries       v5.1-rc1      376991db4b64  2019-03-05  ancestor\n"
		"  5.0.y     carries       v5.0.3        aaaaaaaaaaaa  2019-03-21  message\n"
		"  4.20.y    carries       v4.20.17      bbbbbbbbbbbb  2019-03-21  cherry-pick\n"
		"      carried v4.20.17 to before v4.20.18, again from v4.20.20\n"
		"      The branch ends with v4.20.21.\n"
		"  4.19.y    carries       none yet      cccccccccccc  2019-06-17  likely\n"
		"      subject (likely): The subject is the same, the author is another.\n"
		"        (cccccccccccc)\n"
		"  4.14.y    missing       -             -             -           absence\n"
		"      absence: No commit from v4.14 to v4.14.336 names the fix, has its change\n"
		"        or its subject.\n"
		"  rpi-4.14  partial       v4.14.9-rpi   dddddddddddd  2019-03-05  message\n"
		"      message: \"commit 376991db4b64 upstream.\" (dddddddddddd)\n"
		"      absence: really_probe() is as it was.\n"
		"  cip-4.14  reverted      v4.14.7-cip1  dddddddddddd  2019-03-05  revert\n"
		"      carried v4.14.7-cip1 to before v4.14.8-cip2\n"
		"      message: \"commit 376991db4b64 upstream.\" (dddddddddddd)\n"
		"      revert: \"This reverts commit dddddddddddd\" (eeeeeeeeeeee)\n"
		"  4.9.y     not-affected  -             -             -           introducer\n"
		"  2.6.32.y  unknown       -             -             -           boundary\n"
		"      boundary: The history that is here begins with v2.6.32.5. (bbbbbbbbbbbb)\n"
		"\n"
		"  repaired by 0b777eee88d7 (\"driver core: Postpone DMA tear-down until after\n"
		"    devres release for probe failure\"), v5.2-rc1\n"
		"    carry the fix without it: 5.0.y, 4.20.y\n"
		"  note: The fix moves code that v4.19 has under another name.\n"
		"  9 branches: carries 4 (1 likely), missing 1, partial 1, reverted 1,\n"
		"    not-affected 1, unknown 1\n"
		"  missing: 4.14.y\n"
		"  reverted: cip-4.14\n"
		"  partial: rpi-4.14\n"
		"  unknown: 2.6.32.y\n"
		"\n"
		"unknown: deadbeef: no commit has this id\n");
}

static void test_usual_verbose(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_TEXT, usual(), VERBOSE),
		"376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"  John Garry <john.garry@huawei.com>, 2019-03-05, first in v5.1-rc1\n"
		"  introduced by 09515ef5ddad (\"iommu: of: Handle IOMMU lookup failure with\n"
		"    deferred probing\"), v4.12-rc1, says Fixes: tag\n"
		"\n"
		"  branch    verdict       release       commit        date        evidence\n"
		"  mainline  carries       v5.1-rc1      376991db4b64  2019-03-05  ancestor\n"
		"      refs/remotes/origin/linux-mainline at feedfeedfeed, newest release v6.13\n"
		"      carried from v5.1-rc1\n"
		"      ancestor: The fix itself is in the branch's history. (376991db4b64)\n"
		"  5.0.y     carries       v5.0.3        aaaaaaaaaaaa  2019-03-21  message\n"
		"      refs/remotes/origin/linux-5.0.y at feedfeedfeed\n"
		"      carried from v5.0.3\n"
		"      message: \"commit 376991db4b6464e906d699ef07681e2ffa8ab08c upstream.\"\n"
		"        (aaaaaaaaaaaa)\n"
		"      patch-id: The same change. (aaaaaaaaaaaa)\n"
		"  4.20.y    carries       v4.20.17      bbbbbbbbbbbb  2019-03-21  cherry-pick\n"
		"      refs/remotes/origin/linux-4.20.y at feedfeedfeed\n"
		"      carried v4.20.17 to before v4.20.18, again from v4.20.20\n"
		"      cherry-pick: \"(cherry picked from commit 376991db4b64)\" (bbbbbbbbbbbb)\n"
		"      The branch ends with v4.20.21.\n"
		"  4.19.y    carries       none yet      cccccccccccc  2019-06-17  likely\n"
		"      refs/remotes/origin/linux-4.19.y at feedfeedfeed\n"
		"      carried from the next release\n"
		"      subject (likely): The subject is the same, the author is another.\n"
		"        (cccccccccccc)\n"
		"  4.14.y    missing       -             -             -           absence\n"
		"      refs/remotes/origin/linux-4.14.y at feedfeedfeed, newest release v4.14.336\n"
		"      introducer: The bug came in with v4.12-rc1. (09515ef5ddad)\n"
		"      absence: No commit from v4.14 to v4.14.336 names the fix, has its change\n"
		"        or its subject.\n"
		"  rpi-4.14  partial       v4.14.9-rpi   dddddddddddd  2019-03-05  message\n"
		"      refs/remotes/origin/linux-rpi-4.14 at feedfeedfeed\n"
		"      carried from v4.14.9-rpi\n"
		"      message: \"commit 376991db4b64 upstream.\" (dddddddddddd)\n"
		"      absence: really_probe() is as it was.\n"
		"  cip-4.14  reverted      v4.14.7-cip1  dddddddddddd  2019-03-05  revert\n"
		"      refs/remotes/origin/linux-cip-4.14 at feedfeedfeed\n"
		"      carried v4.14.7-cip1 to before v4.14.8-cip2\n"
		"      message: \"commit 376991db4b64 upstream.\" (dddddddddddd)\n"
		"      revert: \"This reverts commit dddddddddddd\" (eeeeeeeeeeee)\n"
		"  4.9.y     not-affected  -             -             -           introducer\n"
		"      refs/remotes/origin/linux-4.9.y at feedfeedfeed\n"
		"      introducer: The bug came in with v4.12-rc1. (09515ef5ddad)\n"
		"  2.6.32.y  unknown       -             -             -           boundary\n"
		"      refs/remotes/origin/linux-2.6.32.y at feedfeedfeed\n"
		"      boundary: The history that is here begins with v2.6.32.5. (bbbbbbbbbbbb)\n"
		"\n"
		"  repaired by 0b777eee88d7 (\"driver core: Postpone DMA tear-down until after\n"
		"    devres release for probe failure\"), v5.2-rc1\n"
		"    carry the fix without it: 5.0.y, 4.20.y\n"
		"  note: The fix moves code that v4.19 has under another name.\n"
		"  9 branches: carries 4 (1 likely), missing 1, partial 1, reverted 1,\n"
		"    not-affected 1, unknown 1\n"
		"  missing: 4.14.y\n"
		"  reverted: cip-4.14\n"
		"  partial: rpi-4.14\n"
		"  unknown: 2.6.32.y\n"
		"\n"
		"unknown: deadbeef: no commit has this id\n");
}

static void test_usual_json(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_JSON, usual(), PLAIN),
		"{\n"
		"  \"version\": \"0.1.0\",\n"
		"  \"fixes\": [\n"
		"    {\n"
		"      \"fix\": \"376991db4b6464e906d699ef07681e2ffa8ab08c\",\n"
		"      \"given\": \"376991db4b64\",\n"
		"      \"subject\": \"driver core: Postpone DMA tear-down until after devres "
		"release\",\n"
		"      \"author\": \"John Garry <john.garry@huawei.com>\",\n"
		"      \"date\": \"2019-03-05T10:00:00Z\",\n"
		"      \"introducers\": [\n"
		"        {\n"
		"          \"commit\": \"09515ef5ddad71c7820e5e428da418b709feeb26\",\n"
		"          \"subject\": \"iommu: of: Handle IOMMU lookup failure with deferred "
		"probing\",\n"
		"          \"source\": \"Fixes: tag\",\n"
		"          \"release\": \"v4.12-rc1\"\n"
		"        }\n"
		"      ],\n"
		"      \"branches\": [\n"
		"        {\n"
		"          \"branch\": \"mainline\",\n"
		"          \"ref\": \"refs/remotes/origin/linux-mainline\",\n"
		"          \"tip\": \"feedfeedfeedfeedfeedfeedfeedfeedfeedfeed\",\n"
		"          \"verdict\": \"carries\",\n"
		"          \"claim\": \"carries\",\n"
		"          \"proof\": null,\n"
		"          \"likely\": false,\n"
		"          \"first_release\": \"v5.1-rc1\",\n"
		"          \"last_release\": \"v6.13\",\n"
		"          \"commit\": \"376991db4b6464e906d699ef07681e2ffa8ab08c\",\n"
		"          \"date\": \"2019-03-05T10:00:00Z\",\n"
		"          \"intervals\": [\n"
		"            {\n"
		"              \"from\": \"v5.1-rc1\",\n"
		"              \"until\": null\n"
		"            }\n"
		"          ],\n"
		"          \"evidence\": [\n"
		"            {\n"
		"              \"kind\": \"ancestor\",\n"
		"              \"text\": \"The fix itself is in the branch's history.\",\n"
		"              \"commit\": \"376991db4b6464e906d699ef07681e2ffa8ab08c\"\n"
		"            }\n"
		"          ],\n"
		"          \"notes\": []\n"
		"        },\n"
		"        {\n"
		"          \"branch\": \"5.0.y\",\n"
		"          \"ref\": \"refs/remotes/origin/linux-5.0.y\",\n"
		"          \"tip\": \"feedfeedfeedfeedfeedfeedfeedfeedfeedfeed\",\n"
		"          \"verdict\": \"carries\",\n"
		"          \"claim\": \"carries\",\n"
		"          \"proof\": null,\n"
		"          \"likely\": false,\n"
		"          \"first_release\": \"v5.0.3\",\n"
		"          \"last_release\": null,\n"
		"          \"commit\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n"
		"          \"date\": \"2019-03-21T10:00:00Z\",\n"
		"          \"intervals\": [\n"
		"            {\n"
		"              \"from\": \"v5.0.3\",\n"
		"              \"until\": null\n"
		"            }\n"
		"          ],\n"
		"          \"evidence\": [\n"
		"            {\n"
		"              \"kind\": \"message\",\n"
		"              \"text\": \"\\\"commit 376991db4b6464e906d699ef07681e2ffa8ab08c "
		"upstream.\\\"\",\n"
		"              \"commit\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\n"
		"            },\n"
		"            {\n"
		"              \"kind\": \"patch-id\",\n"
		"              \"text\": \"The same change.\",\n"
		"              \"commit\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\n"
		"            }\n"
		"          ],\n"
		"          \"notes\": []\n"
		"        },\n"
		"        {\n"
		"          \"branch\": \"4.20.y\",\n"
		"          \"ref\": \"refs/remotes/origin/linux-4.20.y\",\n"
		"          \"tip\": \"feedfeedfeedfeedfeedfeedfeedfeedfeedfeed\",\n"
		"          \"verdict\": \"carries\",\n"
		"          \"claim\": \"carries\",\n"
		"          \"proof\": null,\n"
		"          \"likely\": false,\n"
		"          \"first_release\": \"v4.20.17\",\n"
		"          \"last_release\": null,\n"
		"          \"commit\": \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\n"
		"          \"date\": \"2019-03-21T10:00:00Z\",\n"
		"          \"intervals\": [\n"
		"            {\n"
		"              \"from\": \"v4.20.17\",\n"
		"              \"until\": \"v4.20.18\"\n"
		"            },\n"
		"            {\n"
		"              \"from\": \"v4.20.20\",\n"
		"              \"until\": null\n"
		"            }\n"
		"          ],\n"
		"          \"evidence\": [\n"
		"            {\n"
		"              \"kind\": \"cherry-pick\",\n"
		"              \"text\": \"\\\"(cherry picked from commit 376991db4b64)\\\"\",\n"
		"              \"commit\": \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"\n"
		"            }\n"
		"          ],\n"
		"          \"notes\": [\n"
		"            \"The branch ends with v4.20.21.\"\n"
		"          ]\n"
		"        },\n"
		"        {\n"
		"          \"branch\": \"4.19.y\",\n"
		"          \"ref\": \"refs/remotes/origin/linux-4.19.y\",\n"
		"          \"tip\": \"feedfeedfeedfeedfeedfeedfeedfeedfeedfeed\",\n"
		"          \"verdict\": \"carries\",\n"
		"          \"claim\": \"carries\",\n"
		"          \"proof\": null,\n"
		"          \"likely\": true,\n"
		"          \"first_release\": null,\n"
		"          \"last_release\": null,\n"
		"          \"commit\": \"cccccccccccccccccccccccccccccccccccccccc\",\n"
		"          \"date\": \"2019-06-17T14:00:00Z\",\n"
		"          \"intervals\": [\n"
		"            {\n"
		"              \"from\": null,\n"
		"              \"until\": null\n"
		"            }\n"
		"          ],\n"
		"          \"evidence\": [\n"
		"            {\n"
		"              \"kind\": \"subject\",\n"
		"              \"text\": \"The subject is the same, the author is another.\",\n"
		"              \"commit\": \"cccccccccccccccccccccccccccccccccccccccc\"\n"
		"            }\n"
		"          ],\n"
		"          \"notes\": []\n"
		"        },\n"
		"        {\n"
		"          \"branch\": \"4.14.y\",\n"
		"          \"ref\": \"refs/remotes/origin/linux-4.14.y\",\n"
		"          \"tip\": \"feedfeedfeedfeedfeedfeedfeedfeedfeedfeed\",\n"
		"          \"verdict\": \"missing\",\n"
		"          \"claim\": \"missing\",\n"
		"          \"proof\": null,\n"
		"          \"likely\": false,\n"
		"          \"first_release\": null,\n"
		"          \"last_release\": \"v4.14.336\",\n"
		"          \"commit\": null,\n"
		"          \"date\": null,\n"
		"          \"intervals\": [],\n"
		"          \"evidence\": [\n"
		"            {\n"
		"              \"kind\": \"introducer\",\n"
		"              \"text\": \"The bug came in with v4.12-rc1.\",\n"
		"              \"commit\": \"09515ef5ddad71c7820e5e428da418b709feeb26\"\n"
		"            },\n"
		"            {\n"
		"              \"kind\": \"absence\",\n"
		"              \"text\": \"No commit from v4.14 to v4.14.336 names the fix, has "
		"its change or its subject.\",\n"
		"              \"commit\": null\n"
		"            }\n"
		"          ],\n"
		"          \"notes\": []\n"
		"        },\n"
		"        {\n"
		"          \"branch\": \"rpi-4.14\",\n"
		"          \"ref\": \"refs/remotes/origin/linux-rpi-4.14\",\n"
		"          \"tip\": \"feedfeedfeedfeedfeedfeedfeedfeedfeedfeed\",\n"
		"          \"verdict\": \"partial\",\n"
		"          \"claim\": \"partial\",\n"
		"          \"proof\": null,\n"
		"          \"likely\": false,\n"
		"          \"first_release\": \"v4.14.9-rpi\",\n"
		"          \"last_release\": null,\n"
		"          \"commit\": \"dddddddddddddddddddddddddddddddddddddddd\",\n"
		"          \"date\": \"2019-03-05T10:00:00Z\",\n"
		"          \"intervals\": [\n"
		"            {\n"
		"              \"from\": \"v4.14.9-rpi\",\n"
		"              \"until\": null\n"
		"            }\n"
		"          ],\n"
		"          \"evidence\": [\n"
		"            {\n"
		"              \"kind\": \"message\",\n"
		"              \"text\": \"\\\"commit 376991db4b64 upstream.\\\"\",\n"
		"              \"commit\": \"dddddddddddddddddddddddddddddddddddddddd\"\n"
		"            },\n"
		"            {\n"
		"              \"kind\": \"absence\",\n"
		"              \"text\": \"really_probe() is as it was.\",\n"
		"              \"commit\": null\n"
		"            }\n"
		"          ],\n"
		"          \"notes\": []\n"
		"        },\n"
		"        {\n"
		"          \"branch\": \"cip-4.14\",\n"
		"          \"ref\": \"refs/remotes/origin/linux-cip-4.14\",\n"
		"          \"tip\": \"feedfeedfeedfeedfeedfeedfeedfeedfeedfeed\",\n"
		"          \"verdict\": \"reverted\",\n"
		"          \"claim\": \"reverted\",\n"
		"          \"proof\": null,\n"
		"          \"likely\": false,\n"
		"          \"first_release\": \"v4.14.7-cip1\",\n"
		"          \"last_release\": null,\n"
		"          \"commit\": \"dddddddddddddddddddddddddddddddddddddddd\",\n"
		"          \"date\": \"2019-03-05T10:00:00Z\",\n"
		"          \"intervals\": [\n"
		"            {\n"
		"              \"from\": \"v4.14.7-cip1\",\n"
		"              \"until\": \"v4.14.8-cip2\"\n"
		"            }\n"
		"          ],\n"
		"          \"evidence\": [\n"
		"            {\n"
		"              \"kind\": \"message\",\n"
		"              \"text\": \"\\\"commit 376991db4b64 upstream.\\\"\",\n"
		"              \"commit\": \"dddddddddddddddddddddddddddddddddddddddd\"\n"
		"            },\n"
		"            {\n"
		"              \"kind\": \"revert\",\n"
		"              \"text\": \"\\\"This reverts commit dddddddddddd\\\"\",\n"
		"              \"commit\": \"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\"\n"
		"            }\n"
		"          ],\n"
		"          \"notes\": []\n"
		"        },\n"
		"        {\n"
		"          \"branch\": \"4.9.y\",\n"
		"          \"ref\": \"refs/remotes/origin/linux-4.9.y\",\n"
		"          \"tip\": \"feedfeedfeedfeedfeedfeedfeedfeedfeedfeed\",\n"
		"          \"verdict\": \"not-affected\",\n"
		"          \"claim\": \"not-affected\",\n"
		"          \"proof\": null,\n"
		"          \"likely\": false,\n"
		"          \"first_release\": null,\n"
		"          \"last_release\": null,\n"
		"          \"commit\": null,\n"
		"          \"date\": null,\n"
		"          \"intervals\": [],\n"
		"          \"evidence\": [\n"
		"            {\n"
		"              \"kind\": \"introducer\",\n"
		"              \"text\": \"The bug came in with v4.12-rc1.\",\n"
		"              \"commit\": \"09515ef5ddad71c7820e5e428da418b709feeb26\"\n"
		"            }\n"
		"          ],\n"
		"          \"notes\": []\n"
		"        },\n"
		"        {\n"
		"          \"branch\": \"2.6.32.y\",\n"
		"          \"ref\": \"refs/remotes/origin/linux-2.6.32.y\",\n"
		"          \"tip\": \"feedfeedfeedfeedfeedfeedfeedfeedfeedfeed\",\n"
		"          \"verdict\": \"unknown\",\n"
		"          \"claim\": \"unknown\",\n"
		"          \"proof\": null,\n"
		"          \"likely\": false,\n"
		"          \"first_release\": null,\n"
		"          \"last_release\": null,\n"
		"          \"commit\": null,\n"
		"          \"date\": null,\n"
		"          \"intervals\": [],\n"
		"          \"evidence\": [\n"
		"            {\n"
		"              \"kind\": \"boundary\",\n"
		"              \"text\": \"The history that is here begins with v2.6.32.5.\",\n"
		"              \"commit\": \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"\n"
		"            }\n"
		"          ],\n"
		"          \"notes\": []\n"
		"        }\n"
		"      ],\n"
		"      \"followers\": [\n"
		"        {\n"
		"          \"fix\": \"0b777eee88d712256ba8232a9429edb17c4f9ceb\",\n"
		"          \"subject\": \"driver core: Postpone DMA tear-down until after devres "
		"release for probe failure\",\n"
		"          \"release\": \"v5.2-rc1\",\n"
		"          \"without\": [\n"
		"            \"5.0.y\",\n"
		"            \"4.20.y\"\n"
		"          ]\n"
		"        }\n"
		"      ],\n"
		"      \"notes\": [\n"
		"        \"The fix moves code that v4.19 has under another name.\"\n"
		"      ]\n"
		"    }\n"
		"  ],\n"
		"  \"unknown\": [\n"
		"    {\n"
		"      \"what\": \"deadbeef\",\n"
		"      \"why\": \"no commit has this id\"\n"
		"    }\n"
		"  ]\n"
		"}\n");
}

static void test_usual_csv(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_CSV, usual(), PLAIN),
		"fix,subject,branch,verdict,first_release,commit,date,evidence_kinds,evidence,not"
		"es,claim,proof\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down "
		"until after devres release,mainline,carries,v5.1-rc1,376991db4b6464e906d699ef076"
		"81e2ffa8ab08c,2019-03-05,ancestor,ancestor: The fix itself is in the branch's "
		"history. (376991db4b64),,carries,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down "
		"until after devres release,5.0.y,carries,v5.0.3,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaa,2019-03-21,message;patch-id,\"message: \"\"commit "
		"376991db4b6464e906d699ef07681e2ffa8ab08c upstream.\"\" (aaaaaaaaaaaa); "
		"patch-id: The same change. (aaaaaaaaaaaa)\",,carries,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down "
		"until after devres release,4.20.y,carries,v4.20.17,bbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		"bbbbbbbbbbb,2019-03-21,cherry-pick,\"cherry-pick: \"\"(cherry picked from "
		"commit 376991db4b64)\"\" (bbbbbbbbbbbb)\",\"carried v4.20.17 to before "
		"v4.20.18, again from v4.20.20; The branch ends with v4.20.21.\",carries,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down "
		"until after devres release,4.19.y,carries,,ccccccccccccccccccccccccccccccccccccc"
		"ccc,2019-06-17,subject,\"subject (likely): The subject is the same, the author "
		"is another. (cccccccccccc)\",,carries,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down "
		"until after devres release,4.14.y,missing,,,,introducer;absence,\"introducer: "
		"The bug came in with v4.12-rc1. (09515ef5ddad); absence: No commit from v4.14 "
		"to v4.14.336 names the fix, has its change or its subject.\",,missing,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down "
		"until after devres release,rpi-4.14,partial,v4.14.9-rpi,dddddddddddddddddddddddd"
		"dddddddddddddddd,2019-03-05,message;absence,\"message: \"\"commit 376991db4b64 "
		"upstream.\"\" (dddddddddddd); absence: really_probe() is as it was.\",,partial,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down "
		"until after devres release,cip-4.14,reverted,v4.14.7-cip1,dddddddddddddddddddddd"
		"dddddddddddddddddd,2019-03-05,message;revert,\"message: \"\"commit 376991db4b64 "
		"upstream.\"\" (dddddddddddd); revert: \"\"This reverts commit dddddddddddd\"\" "
		"(eeeeeeeeeeee)\",carried v4.14.7-cip1 to before v4.14.8-cip2,reverted,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down "
		"until after devres release,4.9.y,not-affected,,,,introducer,introducer: The bug "
		"came in with v4.12-rc1. (09515ef5ddad),,not-affected,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,driver core: Postpone DMA tear-down "
		"until after devres release,2.6.32.y,unknown,,,,boundary,boundary: The history "
		"that is here begins with v2.6.32.5. (bbbbbbbbbbbb),,unknown,\n"
		"deadbeef,,,unknown,,,,,,no commit has this id,,\n");
}

static void test_usual_markdown(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_MARKDOWN, usual(), PLAIN),
		"### 376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"\n"
		"- John Garry &lt;john.garry@<!-- -->huawei.com&gt;, 2019-03-05, first in "
		"v5.1-rc1\n"
		"- introduced by 09515ef5ddad (\"iommu: of: Handle IOMMU lookup failure with "
		"deferred probing\"), v4.12-rc1, says Fixes: tag\n"
		"\n"
		"| branch | verdict | release | commit | date | evidence |\n"
		"| --- | --- | --- | --- | --- | --- |\n"
		"| mainline | carries | v5.1-rc1 | 376991db4b64 | 2019-03-05 | ancestor: The fix "
		"itself is in the branch's history. (376991db4b64) |\n"
		"| 5.0.y | carries | v5.0.3 | aaaaaaaaaaaa | 2019-03-21 | message: \"commit "
		"376991db4b6464e906d699ef07681e2ffa8ab08c upstream.\" "
		"(aaaaaaaaaaaa)<br>patch-id: The same change. (aaaaaaaaaaaa) |\n"
		"| 4.20.y | carries | v4.20.17 | bbbbbbbbbbbb | 2019-03-21 | cherry-pick: "
		"\"(cherry picked from commit 376991db4b64)\" (bbbbbbbbbbbb)<br>carried v4.20.17 "
		"to before v4.20.18, again from v4.20.20<br>The branch ends with v4.20.21. |\n"
		"| 4.19.y | carries | none yet | cccccccccccc | 2019-06-17 | subject (likely): "
		"The subject is the same, the author is another. (cccccccccccc) |\n"
		"| 4.14.y | **missing** |  |  |  | introducer: The bug came in with v4.12-rc1. "
		"(09515ef5ddad)<br>absence: No commit from v4.14 to v4.14.336 names the fix, has "
		"its change or its subject. |\n"
		"| rpi-4.14 | **partial** | v4.14.9-rpi | dddddddddddd | 2019-03-05 | message: "
		"\"commit 376991db4b64 upstream.\" (dddddddddddd)<br>absence: really\\_probe() "
		"is as it was. |\n"
		"| cip-4.14 | **reverted** | v4.14.7-cip1 | dddddddddddd | 2019-03-05 | message: "
		"\"commit 376991db4b64 upstream.\" (dddddddddddd)<br>revert: \"This reverts "
		"commit dddddddddddd\" (eeeeeeeeeeee)<br>carried v4.14.7-cip1 to before "
		"v4.14.8-cip2 |\n"
		"| 4.9.y | not-affected |  |  |  | introducer: The bug came in with v4.12-rc1. "
		"(09515ef5ddad) |\n"
		"| 2.6.32.y | **unknown** |  |  |  | boundary: The history that is here begins "
		"with v2.6.32.5. (bbbbbbbbbbbb) |\n"
		"\n"
		"- repaired by 0b777eee88d7 (\"driver core: Postpone DMA tear-down until after "
		"devres release for probe failure\"), v5.2-rc1; carry the fix without it: 5.0.y, "
		"4.20.y\n"
		"- note: The fix moves code that v4.19 has under another name.\n"
		"- 9 branches: carries 4 (1 likely), missing 1, partial 1, reverted 1, "
		"not-affected 1, unknown 1\n"
		"- **missing**: 4.14.y\n"
		"- **reverted**: cip-4.14\n"
		"- **partial**: rpi-4.14\n"
		"- **unknown**: 2.6.32.y\n"
		"\n"
		"- **unknown**: deadbeef: no commit has this id\n");
}

static void test_odd_text(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_TEXT, odd(), PLAIN),
		"376991db4b64 (\"=cmd|' /C calc'!A0 <b>@all\\x09#1 `x` \\x1b[31m\\xff, \"q\"\")\n"
		"  John Garry <john.garry@huawei.com>, asked for as v5.1-rc1~3\n"
		"  nothing says which commit introduced the bug\n"
		"\n"
		"  branch                 verdict      release commit       date       evidence\n"
		"  beginnnnnnn…nnnnnnnend carries      v1      aaaaaaaaaaaa 2100-01-01 authorship\n"
		"  !ems/07                carries      v1      aaaaaaaaaaaa -          ancestor\n"
		"  -\\x1b]0;x\\x07|\\xc3     missing      -       -            -          none\n"
		"  分支                   not-affected -       -            -          none\n"
		"      carried before v1, by no release, again from the next release\n"
		"\n"
		"  4 branches: carries 2, missing 1, not-affected 1\n"
		"  missing: -\\x1b]0;x\\x07|\\xc3\n"
		"\n"
		"fix.patch\n"
		"  nothing says which commit introduced the bug\n"
		"\n"
		"  no branches\n"
		"\n"
		"  repaired by 0b777eee88d7 (\"driver core: Postpone DMA tear-down until after\n"
		"    devres release for probe failure\"), in no release yet\n"
		"    every branch that carries the fix has it\n"
		"\n"
		"2 fixes, 4 verdicts: carries 2, missing 1, not-affected 1\n"
		"  missing: -\\x1b]0;x\\x07|\\xc3\n"
		"\n"
		"unknown: a\\x0ab: c\\u009b\n");
}

static void test_odd_csv(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_CSV, odd(), PLAIN),
		"fix,subject,branch,verdict,first_release,commit,date,evidence_kinds,evidence,not"
		"es,claim,proof\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,\"'=cmd|' /C calc'!A0 <b>@all\\x09#1 "
		"`x` \\x1b[31m\\xff, \"\"q\"\"\",beginnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
		"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
		"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnend,carries"
		",v1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,2100-01-01,authorship,authorship: "
		"As \\u202e it was. (aaaaaaaaaaaa),,carries,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,\"'=cmd|' /C calc'!A0 <b>@all\\x09#1 "
		"`x` \\x1b[31m\\xff, \"\"q\"\"\",!ems/07,carries,v1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaa,,ancestor,ancestor:  (aaaaaaaaaaaa),,carries,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,\"'=cmd|' /C calc'!A0 <b>@all\\x09#1 "
		"`x` \\x1b[31m\\xff, \"\"q\"\"\",'-\\x1b]0;x\\x07|\\xc3,missing,,,,,,,missing,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,\"'=cmd|' /C calc'!A0 <b>@all\\x09#1 "
		"`x` \\x1b[31m\\xff, \"\"q\"\"\",分支,not-affected,,,,,,\"carried before v1, by no "
		"release, again from the next release\",not-affected,\n"
		"fix.patch,,,unknown,,,,,,,,\n"
		"a\\x0ab,,,unknown,,,,,,c\\u009b,,\n");
}

static void test_odd_markdown(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_MARKDOWN, odd(), PLAIN),
		"### 376991db4b64 (\"=cmd\\|' /C calc'!A0 &lt;b&gt;@<!-- -->all\\x09#<!-- -->1 "
		"\\`x\\` \\x1b\\[31m\\xff, \"q\"\")\n"
		"\n"
		"- John Garry &lt;john.garry@<!-- -->huawei.com&gt;, asked for as v5.1-rc1\\~3\n"
		"- nothing says which commit introduced the bug\n"
		"\n"
		"| branch | verdict | release | commit | date | evidence |\n"
		"| --- | --- | --- | --- | --- | --- |\n"
		"| beginnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
		"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
		"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnend | carries | v1 | aaaaaaaaaaaa | "
		"2100-01-01 | authorship: As \\u202e it was. (aaaaaaaaaaaa) |\n"
		"| !ems/07 | carries | v1 | aaaaaaaaaaaa |  | ancestor:  (aaaaaaaaaaaa) |\n"
		"| -\\x1b\\]0;x\\x07\\|\\xc3 | **missing** |  |  |  | none |\n"
		"| 分支 | not-affected |  |  |  | none<br>carried before v1, by no release, again "
		"from the next release |\n"
		"\n"
		"- 4 branches: carries 2, missing 1, not-affected 1\n"
		"- **missing**: -\\x1b\\]0;x\\x07\\|\\xc3\n"
		"\n"
		"### fix.patch\n"
		"\n"
		"- nothing says which commit introduced the bug\n"
		"\n"
		"No branches.\n"
		"\n"
		"- repaired by 0b777eee88d7 (\"driver core: Postpone DMA tear-down until after "
		"devres release for probe failure\"), in no release yet; every branch that "
		"carries the fix has it\n"
		"\n"
		"### All fixes\n"
		"\n"
		"- 2 fixes, 4 verdicts: carries 2, missing 1, not-affected 1\n"
		"- **missing**: -\\x1b\\]0;x\\x07\\|\\xc3\n"
		"\n"
		"- **unknown**: a\\x0ab: c\\u009b\n");
}

static void test_releases_text(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_TEXT, with_releases(), PLAIN),
		"376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"  John Garry <john.garry@huawei.com>, 2019-03-05\n"
		"  nothing says which commit introduced the bug\n"
		"\n"
		"  branch  verdict       release  commit        date        evidence\n"
		"  5.0.y   reverted      v5.0.3   aaaaaaaaaaaa  2019-03-05  revert\n"
		"      carried v5.0.3 to before v5.0.10\n"
		"      revert: \"This reverts commit aaaaaaaaaaaa\" (bbbbbbbbbbbb)\n"
		"      v5.0     2019-03-05  missing\n"
		"      v5.0.3   2019-03-06  carries\n"
		"      v5.0.10  -           reverted\n"
		"  4.9.y   not-affected  -        -             -           none\n"
		"      no releases\n"
		"\n"
		"  2 branches: reverted 1, not-affected 1\n"
		"  reverted: 5.0.y\n");
}

static void test_releases_color(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_TEXT, with_releases(), COLOR),
		"376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"  John Garry <john.garry@huawei.com>, 2019-03-05\n"
		"  nothing says which commit introduced the bug\n"
		"\n"
		"  branch  verdict       release  commit        date        evidence\n"
		"  5.0.y   \033[31mreverted\033[0m      v5.0.3   aaaaaaaaaaaa  2019-03-05  revert\n"
		"      carried v5.0.3 to before v5.0.10\n"
		"      revert: \"This reverts commit aaaaaaaaaaaa\" (bbbbbbbbbbbb)\n"
		"      v5.0     2019-03-05  \033[31mmissing\033[0m\n"
		"      v5.0.3   2019-03-06  \033[32mcarries\033[0m\n"
		"      v5.0.10  -           \033[31mreverted\033[0m\n"
		"  4.9.y   \033[2mnot-affected\033[0m  -        -             -           none\n"
		"      no releases\n"
		"\n"
		"  2 branches: reverted 1, not-affected 1\n"
		"  reverted: 5.0.y\n");
}

static void test_releases_csv(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_CSV, with_releases(), PLAIN),
		"fix,branch,release,date,verdict,notes\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,5.0.y,v5.0,2019-03-05,missing,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,5.0.y,v5.0.3,2019-03-06,carries,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,5.0.y,v5.0.10,,reverted,\n"
		"376991db4b6464e906d699ef07681e2ffa8ab08c,4.9.y,,,not-affected,no releases\n");
}

static void test_releases_markdown(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_MARKDOWN, with_releases(), PLAIN),
		"### 376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"\n"
		"- John Garry &lt;john.garry@<!-- -->huawei.com&gt;, 2019-03-05\n"
		"- nothing says which commit introduced the bug\n"
		"\n"
		"| branch | verdict | release | commit | date | evidence |\n"
		"| --- | --- | --- | --- | --- | --- |\n"
		"| 5.0.y | **reverted** | v5.0.3 | aaaaaaaaaaaa | 2019-03-05 | revert: \"This "
		"reverts commit aaaaaaaaaaaa\" (bbbbbbbbbbbb)<br>carried v5.0.3 to before "
		"v5.0.10 |\n"
		"| 4.9.y | not-affected |  |  |  | none |\n"
		"\n"
		"#### 5.0.y\n"
		"\n"
		"| release | date | verdict |\n"
		"| --- | --- | --- |\n"
		"| v5.0 | 2019-03-05 | **missing** |\n"
		"| v5.0.3 | 2019-03-06 | carries |\n"
		"| v5.0.10 |  | **reverted** |\n"
		"\n"
		"#### 4.9.y\n"
		"\n"
		"No releases.\n"
		"\n"
		"- 2 branches: reverted 1, not-affected 1\n"
		"- **reverted**: 5.0.y\n");
}

static void test_two_fixes_text(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_TEXT, two_fixes(), PLAIN),
		"376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"  John Garry <john.garry@huawei.com>, 2019-03-05\n"
		"  introduced by 09515ef5ddad (\"iommu: of: Handle IOMMU lookup failure with\n"
		"    deferred probing\"), says Fixes: tag\n"
		"\n"
		"  branch  verdict  release  commit        date        evidence\n"
		"  4.14.y  missing  -        -             -           absence\n"
		"      absence: Nothing names it.\n"
		"  4.9.y   missing  -        -             -           absence\n"
		"      absence: Nothing names it.\n"
		"\n"
		"  2 branches: missing 2\n"
		"  missing: 4.14.y, 4.9.y\n"
		"\n"
		"0b777eee88d7 (\"driver core: Postpone DMA tear-down until after devres release\n"
		"    for probe failure\")\n"
		"  John Garry <john.garry@huawei.com>, 2019-03-05\n"
		"  introduced by 09515ef5ddad (\"iommu: of: Handle IOMMU lookup failure with\n"
		"    deferred probing\"), v4.12-rc1, says --introduced-by\n"
		"\n"
		"  branch  verdict   release  commit        date        evidence\n"
		"  4.14.y  missing   -        -             -           absence\n"
		"      absence: Nothing names it.\n"
		"  4.9.y   reverted  v4.9.7   aaaaaaaaaaaa  2019-03-05  revert\n"
		"      revert: \"This reverts commit aaaaaaaaaaaa\" (bbbbbbbbbbbb)\n"
		"\n"
		"  2 branches: missing 1, reverted 1\n"
		"  missing: 4.14.y\n"
		"  reverted: 4.9.y\n"
		"\n"
		"2 fixes, 4 verdicts: missing 3, reverted 1\n"
		"  missing: 4.14.y (2 fixes), 4.9.y\n"
		"  reverted: 4.9.y\n");
}

static void test_two_fixes_quiet(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_TEXT, two_fixes(), QUIET),
		"376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"  John Garry <john.garry@huawei.com>, 2019-03-05\n"
		"  introduced by 09515ef5ddad (\"iommu: of: Handle IOMMU lookup failure with\n"
		"    deferred probing\"), says Fixes: tag\n"
		"\n"
		"  branch  verdict  release  commit        date        evidence\n"
		"  4.14.y  missing  -        -             -           absence\n"
		"      absence: Nothing names it.\n"
		"  4.9.y   missing  -        -             -           absence\n"
		"      absence: Nothing names it.\n"
		"\n"
		"0b777eee88d7 (\"driver core: Postpone DMA tear-down until after devres release\n"
		"    for probe failure\")\n"
		"  John Garry <john.garry@huawei.com>, 2019-03-05\n"
		"  introduced by 09515ef5ddad (\"iommu: of: Handle IOMMU lookup failure with\n"
		"    deferred probing\"), v4.12-rc1, says --introduced-by\n"
		"\n"
		"  branch  verdict   release  commit        date        evidence\n"
		"  4.14.y  missing   -        -             -           absence\n"
		"      absence: Nothing names it.\n"
		"  4.9.y   reverted  v4.9.7   aaaaaaaaaaaa  2019-03-05  revert\n"
		"      revert: \"This reverts commit aaaaaaaaaaaa\" (bbbbbbbbbbbb)\n");
}

static void test_two_fixes_markdown(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_MARKDOWN, two_fixes(), PLAIN),
		"### 376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"\n"
		"- John Garry &lt;john.garry@<!-- -->huawei.com&gt;, 2019-03-05\n"
		"- introduced by 09515ef5ddad (\"iommu: of: Handle IOMMU lookup failure with "
		"deferred probing\"), says Fixes: tag\n"
		"\n"
		"| branch | verdict | release | commit | date | evidence |\n"
		"| --- | --- | --- | --- | --- | --- |\n"
		"| 4.14.y | **missing** |  |  |  | absence: Nothing names it. |\n"
		"| 4.9.y | **missing** |  |  |  | absence: Nothing names it. |\n"
		"\n"
		"- 2 branches: missing 2\n"
		"- **missing**: 4.14.y, 4.9.y\n"
		"\n"
		"### 0b777eee88d7 (\"driver core: Postpone DMA tear-down until after devres "
		"release for probe failure\")\n"
		"\n"
		"- John Garry &lt;john.garry@<!-- -->huawei.com&gt;, 2019-03-05\n"
		"- introduced by 09515ef5ddad (\"iommu: of: Handle IOMMU lookup failure with "
		"deferred probing\"), v4.12-rc1, says --introduced-by\n"
		"\n"
		"| branch | verdict | release | commit | date | evidence |\n"
		"| --- | --- | --- | --- | --- | --- |\n"
		"| 4.14.y | **missing** |  |  |  | absence: Nothing names it. |\n"
		"| 4.9.y | **reverted** | v4.9.7 | aaaaaaaaaaaa | 2019-03-05 | revert: \"This "
		"reverts commit aaaaaaaaaaaa\" (bbbbbbbbbbbb) |\n"
		"\n"
		"- 2 branches: missing 1, reverted 1\n"
		"- **missing**: 4.14.y\n"
		"- **reverted**: 4.9.y\n"
		"\n"
		"### All fixes\n"
		"\n"
		"- 2 fixes, 4 verdicts: missing 3, reverted 1\n"
		"- **missing**: 4.14.y (2 fixes), 4.9.y\n"
		"- **reverted**: 4.9.y\n");
}

static void test_long_releases_text(void **state)
{
	(void)state;
	expect(audit_text(AUDIT_TEXT, long_releases(), PLAIN),
		"376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\")\n"
		"  John Garry <john.garry@huawei.com>, 2019-03-05\n"
		"  nothing says which commit introduced the bug\n"
		"\n"
		"  branch               verdict      release              commit       date\n"
		"  ubuntu-jammy-hwe-6.5 carries      Ubuntu-5.15.0-91.101 aaaaaaaaaaaa 2019-03-05\n"
		"      message: \"commit 376991db4b64 upstream.\" (aaaaaaaaaaaa)\n"
		"  none                 not-affected -                    -            -\n"
		"      no evidence\n"
		"\n"
		"  2 branches: carries 1, not-affected 1\n");
}

static void test_missing_text_plain(void **state)
{
	(void)state;
	expect(missing_text(AUDIT_TEXT, lacking(), PLAIN),
		"drivers/base/\n"
		"  0b777eee88d7 (\"driver core: Postpone DMA tear-down until after devres release\n"
		"    for probe failure\")\n"
		"    v5.2-rc1, 2019-03-05; fixes 376991db4b64 (\"driver core: Postpone DMA\n"
		"      tear-down until after devres release\"), on the branch as aaaaaaaaaaaa\n"
		"      since v5.0.3\n"
		"    drivers/base/dd.c\n"
		"    with it: 123456789abc (\"driver core: and again\")\n"
		"  bbbbbbbbbbbb (\"driver core: another\")\n"
		"    v5.2-rc1, 2019-03-05; fixes 376991db4b64 (\"driver core: Postpone DMA\n"
		"      tear-down until after devres release\"), on the branch, in no release yet\n"
		"    drivers/base/core.c\n"
		"\n"
		"mm/\n"
		"  cccccccccccc (\"=many paths | @x\")\n"
		"    in no release yet, 2019-03-05; fixes 376991db4b64 (\"driver core: Postpone\n"
		"      DMA tear-down until after devres release\"), on the branch as aaaaaaaaaaaa\n"
		"      since v5.0.3\n"
		"    mm/a.c, mm/b.c, mm/c.c, mm/d.c and 2 more (-v lists them)\n"
		"\n"
		"(no path)\n"
		"  dddddddddddd (\"no path \\x1b\\xfe\")\n"
		"    v5.2-rc1\n"
		"    5.0.y carries what it mends, and nothing on it names the mending.\n"
		"\n"
		"5.0.y lacks 4 fixes for what it carries; 1234 upstream commits with a Fixes:\n"
		"  line looked at\n"
		"unknown: v4.0: cut off\n");
}

static void test_missing_text_verbose(void **state)
{
	(void)state;
	expect(missing_text(AUDIT_TEXT, lacking(), VERBOSE),
		"drivers/base/\n"
		"  0b777eee88d7 (\"driver core: Postpone DMA tear-down until after devres release\n"
		"    for probe failure\")\n"
		"    v5.2-rc1, 2019-03-05; fixes 376991db4b64 (\"driver core: Postpone DMA\n"
		"      tear-down until after devres release\"), on the branch as aaaaaaaaaaaa\n"
		"      since v5.0.3\n"
		"    drivers/base/dd.c\n"
		"    5.0.y carries what it mends, and nothing on it names the mending.\n"
		"    with it: 123456789abc (\"driver core: and again\")\n"
		"  bbbbbbbbbbbb (\"driver core: another\")\n"
		"    v5.2-rc1, 2019-03-05; fixes 376991db4b64 (\"driver core: Postpone DMA\n"
		"      tear-down until after devres release\"), on the branch, in no release yet\n"
		"    drivers/base/core.c\n"
		"    5.0.y carries what it mends, and nothing on it names the mending.\n"
		"\n"
		"mm/\n"
		"  cccccccccccc (\"=many paths | @x\")\n"
		"    in no release yet, 2019-03-05; fixes 376991db4b64 (\"driver core: Postpone\n"
		"      DMA tear-down until after devres release\"), on the branch as aaaaaaaaaaaa\n"
		"      since v5.0.3\n"
		"    mm/a.c, mm/b.c, mm/c.c, mm/d.c, mm/e.c, mm/f.c\n"
		"    5.0.y carries what it mends, and nothing on it names the mending.\n"
		"\n"
		"(no path)\n"
		"  dddddddddddd (\"no path \\x1b\\xfe\")\n"
		"    v5.2-rc1\n"
		"    5.0.y carries what it mends, and nothing on it names the mending.\n"
		"\n"
		"5.0.y (refs/remotes/origin/linux-5.0.y at eeeeeeeeeeee) lacks 4 fixes for what\n"
		"  it carries; 1234 upstream commits with a Fixes: line looked at\n"
		"unknown: v4.0: cut off\n");
}

static void test_missing_json(void **state)
{
	(void)state;
	expect(missing_text(AUDIT_JSON, lacking(), PLAIN),
		"{\n"
		"  \"version\": \"0.1.0\",\n"
		"  \"branch\": \"5.0.y\",\n"
		"  \"ref\": \"refs/remotes/origin/linux-5.0.y\",\n"
		"  \"tip\": \"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\",\n"
		"  \"seen\": 1234,\n"
		"  \"missing\": [\n"
		"    {\n"
		"      \"fix\": \"0b777eee88d712256ba8232a9429edb17c4f9ceb\",\n"
		"      \"subject\": \"driver core: Postpone DMA tear-down until after devres "
		"release for probe failure\",\n"
		"      \"release\": \"v5.2-rc1\",\n"
		"      \"date\": \"2019-03-05T10:00:00Z\",\n"
		"      \"path\": [\n"
		"        \"drivers/base/dd.c\"\n"
		"      ],\n"
		"      \"fixes\": {\n"
		"        \"commit\": \"376991db4b6464e906d699ef07681e2ffa8ab08c\",\n"
		"        \"subject\": \"driver core: Postpone DMA tear-down until after devres "
		"release\",\n"
		"        \"on_branch_as\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n"
		"        \"on_branch_in\": \"v5.0.3\"\n"
		"      },\n"
		"      \"why\": \"5.0.y carries what it mends, and nothing on it names the "
		"mending.\",\n"
		"      \"followers\": [\n"
		"        \"123456789abc (\\\"driver core: and again\\\")\"\n"
		"      ]\n"
		"    },\n"
		"    {\n"
		"      \"fix\": \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\n"
		"      \"subject\": \"driver core: another\",\n"
		"      \"release\": \"v5.2-rc1\",\n"
		"      \"date\": \"2019-03-05T10:00:00Z\",\n"
		"      \"path\": [\n"
		"        \"drivers/base/core.c\"\n"
		"      ],\n"
		"      \"fixes\": {\n"
		"        \"commit\": \"376991db4b6464e906d699ef07681e2ffa8ab08c\",\n"
		"        \"subject\": \"driver core: Postpone DMA tear-down until after devres "
		"release\",\n"
		"        \"on_branch_as\": \"376991db4b6464e906d699ef07681e2ffa8ab08c\",\n"
		"        \"on_branch_in\": null\n"
		"      },\n"
		"      \"why\": \"5.0.y carries what it mends, and nothing on it names the "
		"mending.\",\n"
		"      \"followers\": []\n"
		"    },\n"
		"    {\n"
		"      \"fix\": \"cccccccccccccccccccccccccccccccccccccccc\",\n"
		"      \"subject\": \"=many paths | @x\",\n"
		"      \"release\": null,\n"
		"      \"date\": \"2019-03-05T10:00:00Z\",\n"
		"      \"path\": [\n"
		"        \"mm/a.c\",\n"
		"        \"mm/b.c\",\n"
		"        \"mm/c.c\",\n"
		"        \"mm/d.c\",\n"
		"        \"mm/e.c\",\n"
		"        \"mm/f.c\"\n"
		"      ],\n"
		"      \"fixes\": {\n"
		"        \"commit\": \"376991db4b6464e906d699ef07681e2ffa8ab08c\",\n"
		"        \"subject\": \"driver core: Postpone DMA tear-down until after devres "
		"release\",\n"
		"        \"on_branch_as\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n"
		"        \"on_branch_in\": \"v5.0.3\"\n"
		"      },\n"
		"      \"why\": \"5.0.y carries what it mends, and nothing on it names the "
		"mending.\",\n"
		"      \"followers\": []\n"
		"    },\n"
		"    {\n"
		"      \"fix\": \"dddddddddddddddddddddddddddddddddddddddd\",\n"
		"      \"subject\": \"no path \\u001B�\",\n"
		"      \"release\": \"v5.2-rc1\",\n"
		"      \"date\": null,\n"
		"      \"path\": [],\n"
		"      \"fixes\": {\n"
		"        \"commit\": null,\n"
		"        \"subject\": \"driver core: Postpone DMA tear-down until after devres "
		"release\",\n"
		"        \"on_branch_as\": null,\n"
		"        \"on_branch_in\": \"v5.0.3\"\n"
		"      },\n"
		"      \"why\": \"5.0.y carries what it mends, and nothing on it names the "
		"mending.\",\n"
		"      \"followers\": []\n"
		"    }\n"
		"  ],\n"
		"  \"unknown\": [\n"
		"    {\n"
		"      \"what\": \"v4.0\",\n"
		"      \"why\": \"cut off\"\n"
		"    }\n"
		"  ]\n"
		"}\n");
}

static void test_missing_csv(void **state)
{
	(void)state;
	expect(missing_text(AUDIT_CSV, lacking(), PLAIN),
		"branch,fix,subject,release,date,paths,fixes_commit,on_branch_as,why,verdict\n"
		"5.0.y,0b777eee88d712256ba8232a9429edb17c4f9ceb,driver core: Postpone DMA "
		"tear-down until after devres release for probe failure,v5.2-rc1,2019-03-05,drive"
		"rs/base/dd.c,376991db4b6464e906d699ef07681e2ffa8ab08c,aaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaa,\"5.0.y carries what it mends, and nothing on it names the "
		"mending.\",missing\n"
		"5.0.y,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,driver core: "
		"another,v5.2-rc1,2019-03-05,drivers/base/core.c,376991db4b6464e906d699ef07681e2f"
		"fa8ab08c,376991db4b6464e906d699ef07681e2ffa8ab08c,\"5.0.y carries what it "
		"mends, and nothing on it names the mending.\",missing\n"
		"5.0.y,cccccccccccccccccccccccccccccccccccccccc,'=many paths | "
		"@x,,2019-03-05,mm/a.c; mm/b.c; mm/c.c; mm/d.c; mm/e.c; "
		"mm/f.c,376991db4b6464e906d699ef07681e2ffa8ab08c,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaa,\"5.0.y carries what it mends, and nothing on it names the "
		"mending.\",missing\n"
		"5.0.y,dddddddddddddddddddddddddddddddddddddddd,no path "
		"\\x1b\\xfe,v5.2-rc1,,,,,\"5.0.y carries what it mends, and nothing on it names "
		"the mending.\",missing\n"
		"5.0.y,v4.0,,,,,,,cut off,unknown\n");
}

static void test_missing_markdown(void **state)
{
	(void)state;
	expect(missing_text(AUDIT_MARKDOWN, lacking(), PLAIN),
		"### Missing on 5.0.y\n"
		"\n"
		"| fix | release | date | fixes | on the branch | paths | why | with it |\n"
		"| --- | --- | --- | --- | --- | --- | --- | --- |\n"
		"| 0b777eee88d7 (\"driver core: Postpone DMA tear-down until after devres "
		"release for probe failure\") | v5.2-rc1 | 2019-03-05 | 376991db4b64 (\"driver "
		"core: Postpone DMA tear-down until after devres release\") | aaaaaaaaaaaa since "
		"v5.0.3 | drivers/base/dd.c | 5.0.y carries what it mends, and nothing on it "
		"names the mending. | 123456789abc (\"driver core: and again\") |\n"
		"| bbbbbbbbbbbb (\"driver core: another\") | v5.2-rc1 | 2019-03-05 | "
		"376991db4b64 (\"driver core: Postpone DMA tear-down until after devres "
		"release\") | 376991db4b64 | drivers/base/core.c | 5.0.y carries what it mends, "
		"and nothing on it names the mending. | |\n"
		"| cccccccccccc (\"=many paths \\| @<!-- -->x\") |  | 2019-03-05 | 376991db4b64 "
		"(\"driver core: Postpone DMA tear-down until after devres release\") | "
		"aaaaaaaaaaaa since v5.0.3 | mm/a.c<br>mm/b.c<br>mm/c.c<br>mm/d.c<br>mm/e.c<br>mm"
		"/f.c | 5.0.y carries what it mends, and nothing on it names the mending. | |\n"
		"| dddddddddddd (\"no path \\x1b\\xfe\") | v5.2-rc1 |  |  |  | | 5.0.y carries "
		"what it mends, and nothing on it names the mending. | |\n"
		"\n"
		"4 fixes missing; 1234 upstream commits with a Fixes: line looked at\n"
		"\n"
		"- **unknown**: v4.0: cut off\n");
}

static void test_no_fixes(void **state)
{
	struct audit none = { 0 };
	struct missing empty = { .branch = mem_strdup("5.0.y"), .seen = 1 };

	(void)state;
	expect(audit_text(AUDIT_TEXT, none, PLAIN), "no fixes\n");
	expect(audit_text(AUDIT_TEXT, none, QUIET), "");
	expect(audit_text(AUDIT_JSON, none, PLAIN),
	       "{\n  \"version\": \"" VERSION "\",\n  \"fixes\": [],\n  \"unknown\": []\n}\n");
	expect(audit_text(AUDIT_CSV, none, PLAIN), "fix,subject,branch,verdict,first_release,"
	       "commit,date,evidence_kinds,evidence,notes,claim,proof\n");
	expect(audit_text(AUDIT_MARKDOWN, none, PLAIN), "No fixes.\n");
	expect(missing_text(AUDIT_TEXT, empty, PLAIN),
	       "5.0.y lacks no fix for what it carries; 1 upstream commit with a Fixes: line\n"
	       "  looked at\n");
	empty.branch = mem_strdup("5.0.y");
	expect(missing_text(AUDIT_TEXT, empty, QUIET), "");
	empty.branch = mem_strdup("5.0.y");
	expect(missing_text(AUDIT_MARKDOWN, empty, PLAIN),
	       "### Missing on 5.0.y\n\n"
	       "0 fixes missing; 1 upstream commit with a Fixes: line looked at\n");
}

/* What is unknown is told even when nothing else is. */
static void test_quiet_tells_unknown(void **state)
{
	struct audit a = { 0 };

	(void)state;
	add_unknown(&a, "deadbeef", "no commit has this id");
	expect(audit_text(AUDIT_TEXT, a, QUIET), "unknown: deadbeef: no commit has this id\n");
}

static void add_ordinary(struct fix_audit *f, const char *name, unsigned i)
{
	enum verdict v = i % 9 ? VERDICT_CARRIES : (enum verdict)(i / 9 % (VERDICT_UNKNOWN + 1));
	char *release = i % 9 ? mem_printf("v%u.%u.%u", 3 + i / 20, i % 20, 150 + i) : NULL;
	struct branch_verdict *b;

	b = add_branch(f, name, v, release, release ? A40 : "", release ? DATE + i * 86400 : 0);
	b->last_release = mem_printf("v%u.%u.%u", 3 + i / 20, i % 20, 250 + i);
	add_interval(b, release, i % 7 ? NULL : b->last_release);
	add_evidence(b, (enum evidence_kind)(i % (EVIDENCE_ABSENCE + 1)), A40,
		     "[ Upstream commit " FIX " ], says the message of a commit on the branch");
	if (i % 5 == 0)
		ADD_STRING(&b->notes, "A note of some length that must be wrapped, as it is "
			   "longer than what a line of eighty columns has room for.");
	mem_free(release);
}

static struct audit ordinary(void)
{
	static const char *const vendors[] = {
		"android14-6.1-lts", "android12-5.10-lts", "ubuntu-jammy", "rpi-6.6.y",
		"linux-rolling-lts", "SLE15-SP5-LTSS", "5.10.y-cip-rt", "chromeos-5.10",
		"openEuler-22.03-LTS", "linux-6.1.y-rt",
	};
	struct audit a = { 0 };
	struct fix_audit *f = add_fix(&a, FIX, SUBJECT);
	char name[32];

	add_introducer(f, "rule dma_ops_before_devres", "v4.12-rc1");
	add_ordinary(f, "mainline", 1);
	for (unsigned i = 0; i < 70; i++) {
		snprintf(name, sizeof(name), "%u.%u.y", 6 - i / 20, i % 20);
		add_ordinary(f, name, i);
	}
	for (unsigned i = 0; i < 10; i++)
		add_ordinary(f, vendors[i], 70 + i);
	assert_int_equal(f->branches.n, 81);
	add_follower(f, "v5.2-rc1", true);
	return a;
}

static size_t widest_line(char *text)
{
	size_t widest = 0;
	char *rest = text;

	for (char *line; (line = strsep(&rest, "\n")); )
		if (column_width(line) > widest)
			widest = column_width(line);
	return widest;
}

static void test_eighty_columns(void **state)
{
	struct audit a[] = { ordinary(), ordinary(), usual(), two_fixes(), long_releases() };
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(a) / sizeof(*a); i++) {
		text = audit_text(AUDIT_TEXT, a[i], i == 1 ? VERBOSE : PLAIN);
		assert_null(strstr(text, "…"));
		assert_true(widest_line(text) <= COLUMN_LIMIT);
		free(text);
	}
	text = missing_text(AUDIT_TEXT, lacking(), VERBOSE);
	assert_true(widest_line(text) <= COLUMN_LIMIT);
	free(text);
}

/* Colour changes nothing but the verdict words. */
static void test_color_keeps_columns(void **state)
{
	char *colored = audit_text(AUDIT_TEXT, ordinary(), COLOR), *to = colored;
	char *plain = audit_text(AUDIT_TEXT, ordinary(), PLAIN);

	(void)state;
	assert_non_null(strstr(colored, "\033[32mcarries\033[0m "));
	assert_non_null(strstr(colored, "\033[31mmissing\033[0m "));
	assert_non_null(strstr(colored, "\033[31mreverted\033[0m "));
	assert_non_null(strstr(colored, "\033[33mpartial\033[0m "));
	assert_non_null(strstr(colored, "\033[33munknown\033[0m "));
	assert_non_null(strstr(colored, "\033[2mnot-affected\033[0m "));
	for (char *from = colored; *from; )
		if (*from == '\033')
			from += strcspn(from, "m") + 1;
		else
			*to++ = *from++;
	*to = '\0';
	assert_string_equal(colored, plain);
	free(colored);
	free(plain);
}

static json_t *parsed(char *text)
{
	json_error_t error;
	json_t *top = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	assert_non_null(top);
	free(text);
	return top;
}

static const char *string_at(json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static void test_json_is_read_back(void **state)
{
	json_t *top = parsed(audit_text(AUDIT_JSON, usual(), PLAIN));
	json_t *fix = json_array_get(json_object_get(top, "fixes"), 0);
	json_t *branches = json_object_get(fix, "branches"), *b = json_array_get(branches, 2);
	json_t *intervals = json_object_get(b, "intervals");

	(void)state;
	assert_string_equal(string_at(fix, "fix"), FIX);
	assert_int_equal(json_array_size(branches), 9);
	assert_string_equal(string_at(b, "branch"), "4.20.y");
	assert_string_equal(string_at(json_array_get(intervals, 0), "until"), "v4.20.18");
	assert_true(json_is_null(json_object_get(json_array_get(intervals, 1), "until")));
	assert_true(json_is_true(json_object_get(json_array_get(branches, 3), "likely")));
	assert_null(json_object_get(b, "releases"));
	json_decref(top);
	top = parsed(audit_text(AUDIT_JSON, with_releases(), PLAIN));
	fix = json_array_get(json_object_get(top, "fixes"), 0);
	b = json_array_get(json_object_get(fix, "branches"), 0);
	b = json_array_get(json_object_get(b, "releases"), 1);
	assert_string_equal(string_at(b, "release"), "v5.0.3");
	assert_string_equal(string_at(b, "date"), "2019-03-06T10:00:00Z");
	assert_string_equal(string_at(b, "verdict"), "carries");
	json_decref(top);
	json_decref(parsed(missing_text(AUDIT_JSON, lacking(), PLAIN)));
}

static void test_json_of_odd_things(void **state)
{
	json_t *top = parsed(audit_text(AUDIT_JSON, odd(), PLAIN));
	json_t *fixes = json_object_get(top, "fixes"), *fix = json_array_get(fixes, 0);
	json_t *branches = json_object_get(fix, "branches");
	json_t *unknown = json_array_get(json_object_get(top, "unknown"), 0);

	(void)state;
	assert_string_equal(string_at(fix, "subject"),
			    "=cmd|' /C calc'!A0 <b>@all\t#1 `x` \033[31m\xef\xbf\xbd, \"q\"");
	assert_string_equal(string_at(fix, "given"), "v5.1-rc1~3");
	assert_true(json_is_null(json_object_get(fix, "date")));
	assert_int_equal(strlen(string_at(json_array_get(branches, 0), "branch")), 200);
	assert_string_equal(string_at(json_array_get(branches, 0), "date"), "2100-01-01T00:00:00Z");
	assert_true(json_is_null(json_object_get(json_array_get(branches, 1), "date")));
	assert_string_equal(string_at(json_array_get(branches, 2), "branch"),
			    "-\033]0;x\007|\xef\xbf\xbd");
	assert_true(json_is_null(json_object_get(json_array_get(branches, 2), "commit")));
	fix = json_array_get(fixes, 1);
	assert_true(json_is_null(json_object_get(fix, "fix")));
	assert_true(json_is_null(json_object_get(fix, "author")));
	assert_int_equal(json_array_size(json_object_get(fix, "branches")), 0);
	assert_string_equal(string_at(unknown, "what"), "a\nb");
	json_decref(top);
}

/* The fields of the row at @row; *@end is behind its newline. */
static size_t count_fields(const char *row, const char **end)
{
	size_t n = 1;
	bool quoted = false;

	for (; *row && (quoted || *row != '\n'); row++) {
		quoted ^= *row == '"';
		n += !quoted && *row == ',';
	}
	*end = row + 1;
	return n;
}

static void test_csv_rows_are_even(void **state)
{
	char *text[] = {
		audit_text(AUDIT_CSV, usual(), PLAIN), audit_text(AUDIT_CSV, odd(), PLAIN),
		audit_text(AUDIT_CSV, with_releases(), PLAIN),
		missing_text(AUDIT_CSV, lacking(), PLAIN),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++) {
		const char *row = text[i];
		size_t titles = count_fields(row, &row);

		while (*row)
			assert_int_equal(count_fields(row, &row), titles);
		free(text[i]);
	}
}

static void test_format_names(void **state)
{
	enum audit_format f = AUDIT_TEXT;

	(void)state;
	assert_true(audit_format_parse("markdown", &f));
	assert_int_equal(f, AUDIT_MARKDOWN);
	assert_true(audit_format_parse("csv", &f));
	assert_int_equal(f, AUDIT_CSV);
	assert_false(audit_format_parse("html", &f));
	assert_int_equal(f, AUDIT_CSV);
	assert_string_equal(audit_format_names(), "text, json, csv, markdown");
}

static char *cut(const char *text, size_t width)
{
	struct str s = STR_INIT;

	column_cell_cut(&s, text, width);
	return str_detach(&s);
}

static void test_cut_in_the_middle(void **state)
{
	(void)state;
	expect(cut("short", 7), "short  ");
	expect(cut("just-it", 7), "just-it");
	expect(cut("beginning-end", 7), "beg…end");
	expect(cut("beginning-end", 8), "begi…end");
	expect(cut("分支分支分支", 8), "分支…支 ");
	expect(cut("分支分支分支", 1), "…");
	assert_int_equal(column_width("e\xcc\x81 分\033\xff"), 12);
}

static char *wrapped(const char *text)
{
	struct str s = STR_INIT, line = STR_INIT;

	str_add(&line, text);
	column_paragraph(&s, &line, 2, 4);
	assert_int_equal(line.len, 0);
	str_release(&line);
	return str_detach(&s);
}

#define TEN "0123456789 "

static void test_paragraph(void **state)
{
	(void)state;
	expect(wrapped(""), "  \n");
	expect(wrapped("  a  b "), "  a b\n");
	expect(wrapped(TEN TEN TEN TEN TEN TEN "0123456789 x"),
	       "  " TEN TEN TEN TEN TEN TEN "0123456789 x\n");
	expect(wrapped(TEN TEN TEN TEN TEN TEN "0123456789 xy"),
	       "  " TEN TEN TEN TEN TEN TEN "0123456789\n    xy\n");
}

static char *day(long long date)
{
	struct str s = STR_INIT;

	words_time(&s, date);
	return str_detach(&s);
}

static void test_dates(void **state)
{
	(void)state;
	expect(day(0), "");
	expect(day(DATE), "2019-03-05T10:00:00Z");
	expect(day(2147483648LL), "2038-01-19T03:14:08Z");
	expect(day(-1), "1969-12-31T23:59:59Z");
	expect(day(253402300799LL), "9999-12-31T23:59:59Z");
	expect(day(253402300800LL), "");
	expect(day(INT64_MAX), "");
	expect(day(INT64_MIN), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usual_text),
		cmocka_unit_test(test_usual_verbose),
		cmocka_unit_test(test_usual_json),
		cmocka_unit_test(test_usual_csv),
		cmocka_unit_test(test_usual_markdown),
		cmocka_unit_test(test_odd_text),
		cmocka_unit_test(test_odd_csv),
		cmocka_unit_test(test_odd_markdown),
		cmocka_unit_test(test_releases_text),
		cmocka_unit_test(test_releases_color),
		cmocka_unit_test(test_releases_csv),
		cmocka_unit_test(test_releases_markdown),
		cmocka_unit_test(test_two_fixes_text),
		cmocka_unit_test(test_two_fixes_quiet),
		cmocka_unit_test(test_two_fixes_markdown),
		cmocka_unit_test(test_long_releases_text),
		cmocka_unit_test(test_missing_text_plain),
		cmocka_unit_test(test_missing_text_verbose),
		cmocka_unit_test(test_missing_json),
		cmocka_unit_test(test_missing_csv),
		cmocka_unit_test(test_missing_markdown),
		cmocka_unit_test(test_no_fixes),
		cmocka_unit_test(test_quiet_tells_unknown),
		cmocka_unit_test(test_eighty_columns),
		cmocka_unit_test(test_color_keeps_columns),
		cmocka_unit_test(test_json_is_read_back),
		cmocka_unit_test(test_json_of_odd_things),
		cmocka_unit_test(test_csv_rows_are_even),
		cmocka_unit_test(test_format_names),
		cmocka_unit_test(test_cut_in_the_middle),
		cmocka_unit_test(test_paragraph),
		cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
