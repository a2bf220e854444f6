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
#include <time.h>

#include "base/str.h"
#include "history/claim.h"

#define A "a1a1a1a1b2b2b2b2c3c3c3c3d4d4d4d4e5e5e5e5"
#define B "0b0b0b0b1c1c1c1c2d2d2d2d3e3e3e3e4f4f4f4f"
#define C "cafe0001cafe0002cafe0003cafe0004cafe0005"
#define S "5550000055511111555222225553333355544444"
#define A12 "a1a1a1a1b2b2"
#define B7 "0b0b0b0"

/* A message and its claims: a kind's letter, the id, a subject in braces. */
struct row {
	const char *text, *claims;
};

#define ROWS(rows) (rows), sizeof(rows) / sizeof(*(rows))

static char *describe(const struct claims *c)
{
	struct str s = STR_INIT;
	unsigned n;
	size_t i;

	for (i = 0; i < c->list.n; i++) {
		const struct claim *claim = &c->list.item[i];

		str_addf(&s, "%s%c:", i ? " " : "", "BPRUFp"[claim->kind]);
		for (n = 0; n < claim->nibbles; n++)
			str_addf(&s, "%x", claim->id[n / 2] >> (n % 2 ? 0 : 4) & 15);
		if (claim->subject)
			str_addf(&s, "{%.*s}", (int)claim->subject_len, claim->subject);
	}
	return str_detach(&s);
}

/* The claims of just those bytes, so that a sanitizer sees a read beyond them. */
static char *claims_of(const char *message, size_t len)
{
	char *copy = malloc(len ? len : 1), *text;
	struct claims c = { 0 };

	memcpy(copy, message, len);
	claims_read(&c, copy, len);
	text = describe(&c);
	claims_release(&c);
	free(copy);
	return text;
}

static void expect_claims(const char *message, size_t len, const char *expected)
{
	char *told = claims_of(message, len);

	if (strcmp(told, expected))
		fail_msg("of\n%s\nit tells '%s', not '%s'", message, told, expected);
	free(told);
}

/* Each text in the ways that a body may hold it: in the middle, at the end, with CRLF. */
static void expect_bodies(const struct row *row, size_t n)
{
	static const char *const around[][2] = {
		{ "net: foo: mend bar\n\n", "\n\nIt broke.\n\nSigned-off-by: X <x@y.z>\n" },
		{ "net: foo: mend bar\n\nIt broke.\n\nSigned-off-by: X <x@y.z>\n\n", "\n" },
		{ "net: foo: mend bar\n\n", "" },
	};
	struct str s = STR_INIT;
	size_t i, k;
	const char *p;

	for (i = 0; i < n * 3; i++) {
		k = i % 3;
		str_clear(&s);
		str_addf(&s, "%s%s%s", around[k][0], row[i / 3].text, around[k][1]);
		expect_claims(s.buf, s.len, row[i / 3].claims);
		str_clear(&s);
		str_addf(&s, "%s", around[k][0]);
		for (p = row[i / 3].text; *p; p++)
			str_addf(&s, "%s%c", *p == '\n' ? "\r" : "", *p);
		str_addf(&s, "\r%s", *around[k][1] ? around[k][1] : "\n");
		/* a wrapped subject holds its line ends as they are */
		if (!strstr(row[i / 3].text, "wrapped"))
			expect_claims(s.buf, s.len, row[i / 3].claims);
	}
	str_release(&s);
}

static void expect_messages(const struct row *row, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		expect_claims(row[i].text, strlen(row[i].text), row[i].claims);
}

static void a_backport_is_known_by_its_line(void **state)
{
	static const struct row rows[] = {
		{ "commit " A " upstream.", "B:" A },
		{ "commit " A " upstream", "B:" A },
		{ "Commit " A " Upstream", "B:" A },
		{ "commit commit " A " upstream.", "B:" A },
		{ "commit " A " upstream..", "B:" A },
		{ "commit " A ", upstream .", "B:" A },
		{ "commit: " A " upstream", "B:" A },
		{ "commit " A " (upstream)", "B:" A },
		{ "commit " A "  \t upstream.  ", "B:" A },
		{ "commit " A "\nupstream.", "B:" A },
		{ "commit\n" A " upstream.", "B:" A },
		{ "commit " A " in mainline.", "B:" A },
		{ "commit " A " from upstream", "B:" A },
		{ "commit " A " (\"a: subject\") upstream.", "B:" A "{a: subject}" },
		{ "commit " A " upstream - needed for 5.10", "B:" A },
		{ "commit " A " upstream for 4.9-stable", "B:" A },
		{ "commit " A " upstream, backported to 5.10", "B:" A },
		{ "[ Upstream commit " A " for 5.10.y ]", "B:" A },
		{ "[ Upstream commit " A " ] (5.10)", "B:" A },
		{ "comit " A " upstream", "B:" A },
		{ "commit " A " upsream.", "B:" A },
		{ "\t commit " A " upstream.", "B:" A },
		{ "commit A1A1A1A1B2B2B2B2C3C3C3C3D4D4D4D4E5E5E5E5 upstream.", "B:" A },
		{ "commit " A12 " upstream.", "B:" A12 },
		{ "commit " B7 " upstream.", "B:" B7 },
		{ "This is commit " A " upstream.", "B:" A },
		{ "(commit " A " upstream)", "B:" A },
		{ "[ commit " A " upstream ]", "B:" A },
		{ "[ Upstream commit " A " ]", "B:" A },
		{ "[ upstream commit " A " ]", "B:" A },
		{ "[upstream commit " A " ]", "B:" A },
		{ "[ Upstream commit " A "]", "B:" A },
		{ "[upstream commit " A12 "]", "B:" A12 },
		{ "    [ upstream commit " A " ]", "B:" A },
		{ "[ upstream commit: " A " ]", "B:" A },
		{ "[ upstream commit \"" A "\" ]", "B:" A },
		{ "[ upstream commit " A12 " (\"a: subject\") ]", "B:" A12 "{a: subject}" },
		{ "[ upstream " A " ]", "B:" A },
		{ "[ upstream fix " A " ]", "B:" A },
		{ "Signed-off-by: a <b>\nmaster commit: " A "\nmaster date: 2020-01-01", "B:" A },
		{ "master changeset: " A, "B:" A },
		{ "master-commit-id: " A, "B:" A },
		{ "Since\nmaster commit " A " it is so.", "" },
		{ "[ from upstream commit " A " ]", "B:" A },
		{ "[ backported from upstream commit " A " ]", "B:" A },
		{ "[ backported from commit " A " ]", "B:" A },
		{ "[backported from commit " A12 " (\"subject\")]", "B:" A12 "{subject}" },
		{ "[backport from commit id: " A "]", "B:" A },
		{ "[ backported from upstream commit " A12 " (\"a:\nwrapped\") ]",
		  "B:" A12 "{a:\nwrapped}" },
		{ "Upstream commit " A, "B:" A },
		{ "Upstream commit " A ".", "B:" A },
		{ "Upstream commit: " A, "B:" A },
		{ "Upstream commit:\ncommit " A, "B:" A },
		{ "upstream commit " A "\nThe foo library does not.", "B:" A },
		{ "Upstream-commit: " A, "B:" A },
		{ "Git-commit: " A, "B:" A },
		{ "Patch-mainline: v5.10\nGit-commit: " A "\nReferences: bsc#1", "B:" A },
		{ "Mainline: " A, "B:" A },
		{ "(backported from commit " A ")", "B:" A },
		{ "(Backported from " A ")", "B:" A },
		{ "(backported from commit " A "\n https://example.org/linux.git main)", "B:" A },
		{ "This is a backport of upstream commit " A ".", "B:" A },
		{ "(This is backport of commit " A " from mainline)", "B:" A },
	};

	(void)state;
	expect_bodies(ROWS(rows));
}

static void a_pick_is_known_by_its_line(void **state)
{
	static const struct row rows[] = {
		{ "(cherry picked from commit " A ")", "P:" A },
		{ "(Cherry-Picked from commit " A ")", "P:" A },
		{ "(cherry-picked from commit " A ")", "P:" A },
		{ "(cherry-picked from " A ")", "P:" A },
		{ "(cherry picked from commit: " A ")", "P:" A },
		{ "(cherry picked from " A " commit)", "P:" A },
		{ "(cherry picked from commit " A " linux-2.6.34.y)", "P:" A },
		{ "(cherry picked from commit " A "\n https://example.org/x.git main)", "P:" A },
		{ "(cherry picked from commits " A "\n and " B ")", "P:" A " P:" B },
		{ "(cherry picked from commits " A "\n " B ",\n " C ")", "P:" A " P:" B " P:" C },
		{ "(cherry picked from commit " A, "P:" A },
		{ "    (cherry picked from commit " A ")", "P:" A },
		{ "Signed-off-by: X <x@y.z>\n(cherry picked from commit " A ")", "P:" A },
		{ "Signed-off-by: X <x@y.z>(cherry picked from commit " A ")", "P:" A },
		{ "Cherry-picked from: " A, "P:" A },
		{ "Cherry-picked from " A ".", "P:" A },
		{ "cherry picked from commit " A " in\nthe foo repository", "P:" A },
		{ "[ backported from stable commit " A " ]", "P:" A },
		{ "(cherry picked from commit " A ")\n(cherry picked from commit " B ")",
		  "P:" A " P:" B },
	};

	(void)state;
	expect_bodies(ROWS(rows));
}

static void several_ids_are_several_claims(void **state)
{
	static const struct row rows[] = {
		{ "commit " A " upstream.\ncommit " B " upstream.", "B:" A " B:" B },
		{ "commit " A " upstream\ncommit " B " upstream", "B:" A " B:" B },
		{ "[ upstream commit " A "]\n[ upstream commit " B " ]", "B:" A " B:" B },
		{ "(commit " A " upstream)\n[ upstream commit " B " ]", "B:" A " B:" B },
		{ "Upstream commit " A ".\nUpstream commit " B ".", "B:" A " B:" B },
		{ "Upstream commit " A "\nUpstream commit " B, "B:" A " B:" B },
		{ "Upstream commits " A " and " B, "B:" A " B:" B },
		{ "[ Upstream commits " A " and " B " ]", "B:" A " B:" B },
		{ "[ Upstream commits " A ", " B " and " C " ]", "B:" A " B:" B " B:" C },
		{ "[ Upstream commit " A "\n  Upstream commit " B " ]", "B:" A " B:" B },
		{ "[ Upstream commit " A " ]\n[ Upstream commit " B " ]", "B:" A " B:" B },
		{ "commit " A " upstream.\n[ Upstream commit " B " ]", "B:" A " B:" B },
		{ "commits " A " and " B " upstream.", "B:" A " B:" B },
		{ "commit " A " and commit " B " upstream.", "B:" A " B:" B },
		{ "commit " A ",\n" B " upstream.", "B:" A " B:" B },
		{ "Upstream commits " A12 " (\"one\"), " B " (\"two\")",
		  "B:" A12 "{one} B:" B "{two}" },
		/* no kind and id twice, but one id by two kinds and in two lengths */
		{ "commit " A " upstream.\n\n[ Upstream commit " A " ]", "B:" A },
		{ "commit " A " upstream.\n(cherry picked from commit " A ")", "B:" A " P:" A },
		{ "commit " A " upstream.\n\n[ Upstream commit " A12 " ]", "B:" A " B:" A12 },
	};

	(void)state;
	expect_bodies(ROWS(rows));
}

static void a_fix_names_what_it_fixes(void **state)
{
	static const struct row rows[] = {
		{ "Fixes: " A12 " (\"a: subject\")", "F:" A12 "{a: subject}" },
		{ "Fixes: " A, "F:" A },
		{ "Fixes:" A, "F:" A },
		{ "fixes: " A12, "F:" A12 },
		{ "  Fixes: " A12 " ('a: subject')", "F:" A12 "{a: subject}" },
		{ "Fixes: " A12 " (a: subject() too)", "F:" A12 "{a: subject() too}" },
		{ "Fixes: " A12 " (\xe2\x80\x9c" "a: b\xe2\x80\x9d)", "F:" A12 "{a: b}" },
		{ "Fixes: " A12 " \"a: subject\"", "F:" A12 "{a: subject}" },
		{ "Fixes: " A12 " a: subject", "F:" A12 "{a: subject}" },
		{ "Fixes: " A12 "(\"a: subject\")", "F:" A12 "{a: subject}" },
		{ "Fixes: " A12 ": (\"a: subject\")", "F:" A12 "{a: subject}" },
		{ "Fixes: commit " A12 " (\"a: subject\")", "F:" A12 "{a: subject}" },
		{ "Fixes: upstream commit " A12, "F:" A12 },
		{ "Fixes: <" A12 ">", "F:" A12 },
		{ "Fixes " A12 " (\"a: subject\")", "F:" A12 "{a: subject}" },
		{ "Fixes: " A12 " (\"Revert \"a: b (\"c\")\"\")",
		  "F:" A12 "{Revert \"a: b (\"c\")\"}" },
		{ "Fixes: " A12 " (\"a: wrapped\n  subject\")",
		  "F:" A12 "{a: wrapped\n  subject}" },
		{ "Fixes: " A12 "\n (\"a: subject\")", "F:" A12 "{a: subject}" },
		{ "Fixes: " A12 " (\"a: cut sub", "F:" A12 "{a: cut sub}" },
		{ "Fixes: " A12 " (\"a: cut\nFixes: " B " (\"b\")",
		  "F:" A12 "{a: cut} F:" B "{b}" },
		{ "Fixes: " A "\n(cherry picked from commit " B ")", "F:" A " P:" B },
		{ "Fixes: " A12 ", " B7, "F:" A12 " F:" B7 },
		{ "Fixes: " A12 " (\"a\"), " B7 " (\"b\")", "F:" A12 "{a} F:" B7 "{b}" },
		{ "Fixes: 12345678 (\"a: subject\")", "F:12345678{a: subject}" },
		{ "Fixes: https://example.org/show?id=" A, "" },
		{ "Fixes: 1234567", "" },
		{ "Fixes: 1234567 (\"\")", "" },
		{ "Fixes: #12345678", "" },
		{ "Fixes: CVE-2024-12345", "" },
		{ "Fixes: a1a1a1 (\"a: subject\")", "" },
		{ "Fixes: the thing that " A " broke", "" },
		{ "Fixes a bug introduced by " A ".", "" },
		{ "Fixes " A " which broke it", "" },
		{ "Fixes-by: " A, "" },
	};

	(void)state;
	expect_bodies(ROWS(rows));
}

static void a_revert_names_what_it_reverts(void **state)
{
	static const struct row rows[] = {
		{ "This reverts commit " S ".", "R:" S },
		{ "This reverts commit " S, "R:" S },
		{ "This reverts commit\n" S ".", "R:" S },
		{ "This\nreverts commit " S ".", "R:" S },
		{ "This reverts commit " S ". It breaks foo.", "R:" S },
		{ "This reverts commit " S ", which\nbroke foo.", "R:" S },
		{ "This reverts commit " S " as there\nis none.", "R:" S },
		{ "This reverts commit " A12 " (\"a: subject\").", "R:" A12 "{a: subject}" },
		{ "This reverts commit \"a: subject\" (" A12 ")", "R:" A12 "{a: subject}" },
		{ "This reverts " S ".", "R:" S },
		{ "This reverts commits " A ", " B "\nand " C ".", "R:" A " R:" B " R:" C },
		{ "This reverts commits " A "\n" B "\n" C, "R:" A " R:" B " R:" C },
		{ "This reverts commit " A " and\ncommit " B ".", "R:" A " R:" B },
		{ "This reverts commit " A " and its fix.", "R:" A },
		{ "This reverts upstream commit " A ".", "R:" A },
		{ "This patch reverts commit " S ".", "R:" S },
		{ "This is a revert of " S ".", "R:" S },
		{ "    This reverts commit " S ".", "R:" S },
		{ "Reverts: " A12 " (\"a: subject\")", "R:" A12 "{a: subject}" },
		{ "This reverts commit " S " which is commit " A " upstream.", "R:" S " U:" A },
		{ "This reverts commit " S " which is\ncommit " A " upstream.", "R:" S " U:" A },
		{ "This reverts commit " S " which is commit " A "\nupstream.", "R:" S " U:" A },
		{ "This reverts commit\n" S " which is commit\n" A " upstream.", "R:" S " U:" A },
		{ "This reverts commit " S "\nwhich is\ncommit " A " upstream", "R:" S " U:" A },
		{ "This reverts commit " S ", which was upstream commit " A ".", "R:" S " U:" A },
		{ "This reverts commit " S " (commit " A " upstream).", "R:" S " U:" A },
		{ "This reverts commit " S ", commit " A " upstream.", "R:" S " U:" A },
		{ "This reverts commit " S ", a backport of\nupstream commit " A, "R:" S " U:" A },
		{ "This reverts commit " S " (\"s\") which is commit " A " upstream.",
		  "R:" S "{s} U:" A },
		{ "This reverts commits " S " and " C " which are commit " A " upstream.",
		  "R:" S " R:" C },
		{ "This reverts commit " S " which is commit " A ".", "R:" S },
		{ "commit " B " upstream.\n\nThis reverts commit " S " which is commit " A
		  " upstream.", "B:" B " R:" S " U:" A },
		{ "commit " A " upstream.\n\nThis reverts commit " B ".", "B:" A " R:" B },
		{ "This partially reverts commit " S ".", "p:" S },
		{ "This partially reverts commit " S " which is commit " A " upstream.", "p:" S },
		{ "This reverts part of commit " S ".", "p:" S },
		{ "This mostly reverts commit " S ".", "p:" S },
		{ "This reverts commit " S ", but keeps the helper.", "p:" S },
		{ "This reverts commit " S "\nexcept for the helper.", "p:" S },
		{ "Let us revert commit " S " for now.", "" },
		{ "Revert commit " S " for now.", "" },
		{ "This effectively reverts commit " S ".", "R:" S },
		{ "This basically reverts commit " S " and does more.", "R:" S },
		{ "This effectively reverts commit " S ",\nbut for the helper.", "p:" S },
		{ "It was slow, so this commit reverts\ncommit " A12 " (\"a: subject\")",
		  "R:" A12 "{a: subject}" },
		{ "It was slow. This patch reverts commit " S ".", "R:" S },
		{ "It was slow, so this patch reverts commit " S "'s\nsecond half.", "" },
		{ "It was slow, so this patch reverts commit " S " in part.", "" },
		{ "This reverts commit " S ".\n\ncommit " S "\n\n    a: subject\n\n"
		  "    [ upstream commit " A " ]", "R:" S },
		{ "Foo: this reverts commit " S ".", "" },
		{ "We found that\nreverts commit " S ".", "" },
	};

	(void)state;
	expect_bodies(ROWS(rows));
}

static void a_title_is_a_revert_by_itself(void **state)
{
	static const struct row rows[] = {
		{ "Revert \"a: subject\"\n\nIt broke foo.\n", "R:{a: subject}" },
		{ "Revert \"a: subject\"", "R:{a: subject}" },
		{ "Revert \"a: subject\" (#123)\n", "R:{a: subject}" },
		{ "ANDROID: Revert \"a: subject\"\n", "R:{a: subject}" },
		{ "[PATCH] Revert \"a: subject\"\n", "R:{a: subject}" },
		{ "a: revert \"a: subject\"\n", "R:{a: subject}" },
		{ "Revert \"Revert \"a: subject\"\"\n", "R:{Revert \"a: subject\"}" },
		{ "Revert \"a: long\n subject\"\n\nFoo.\n", "R:{a: long\n subject}" },
		{ "Revert \"a: subject\"\n\nThis reverts commit " S ".\n", "R:" S "{a: subject}" },
		{ "Revert \"a: subject\"\n\nThis reverts commit " S ", but keeps foo.\n",
		  "R:" S "{a: subject}" },
		{ "Revert \"a\"\n\nThis reverts commits " A " and " B ".\n", "R:" A " R:" B },
		{ "Revert \"a\"\n\nThis reverts commit " S " (\"b\")\n", "R:" S "{b}" },
		{ "Revert \"a\"\n\ncommit " A " upstream.\n", "R:{a} B:" A },
		{ "Revert \"a\"\n\nThis reverts part of commit " S ".\n", "p:" S },
		{ "Revert \"a\n\nFoo \"bar\"\n", "" },
		{ "Revert a and \"b\"\n", "" },
		{ "Revert \"a\" partially\n", "" },
		{ "a: partially revert \"b\"\n", "" },
		{ "a: Revertible \"b\"\n", "" },
		{ "Reapply \"a: subject\"\n\nIt is good now.\n", "" },
		{ "Reapply \"a: subject\"\n\nThis reverts commit " S ".\n", "R:" S },
		{ "foo\n\nRevert \"a: subject\"\n", "" },
	};

	(void)state;
	expect_messages(ROWS(rows));
}

static void a_mention_is_no_claim(void **state)
{
	static const struct row rows[] = {
		{ "In commit " A " (\"a\") we changed that.", "" },
		{ "Not upstream: fixed differently by " A " there.", "" },
		{ "This is a follow-up to commit " A " upstream", "" },
		{ "Broken since upstream commit " A12 " (\"a\") came in.", "" },
		{ "Foo is broken since\nupstream commit " A12 " (\"a\").", "" },
		{ "It was fixed in\ncommit " A " upstream.", "" },
		{ "It was fixed in\n(commit " A " upstream)", "" },
		{ "The backport of " A " was wrong.", "" },
		{ "The\nbackport of " A ".", "" },
		{ "The upstream commit " A ".", "" },
		{ "Commit " A " upstream changed foo.", "" },
		{ "Commit " A " upstream\nchanged foo.", "" },
		{ "commit " A " upstream, which changed foo, broke bar.", "" },
		{ "commit " A " upstream to fix foo", "" },
		{ "commit " A " (\"a\") changed foo", "" },
		{ "commit " A "\nintroduced a bug.", "" },
		{ "commit " A ".", "" },
		{ "(commit " A ")", "" },
		{ "Upstream commit " A12 " (\"a\")\nneeds foo.", "" },
		{ "Upstream commit " A12 " (\"a\")\nCONFIG_FOO needs it.", "" },
		{ "Upstream commit " A12 " \"a: b\" ended up\nchanging foo", "" },
		{ "Upstream commit " A " changed foo.", "" },
		{ "Upstream commit " A "\nhas it otherwise", "" },
		{ "[ Upstream commit " A "\n  cannot be backported, as foo. ]", "" },
		{ "[ Upstream commit " A " is not needed here ]", "" },
		{ "[ Upstream commit " A " broke 5.10]", "" },
		{ "commit " A " upstream broke 5.10", "" },
		{ "commit " A " upstream for 5.10 broke it", "" },
		{ "[ Backport note: over " A " ]", "" },
		{ "Based on upstream commit " A ".", "" },
		{ "Backport commit " A " for foo", "" },
		{ "Backport Linux commit " A12 ". This is clean.", "" },
		{ "From upstream kernel commit " A12 ", foo", "" },
		{ "- upstream commit " A, "" },
		{ "> commit " A " upstream.", "" },
		{ "> [ Upstream commit " A " ]", "" },
		{ "  > (cherry picked from commit " A ")", "" },
		{ "This reverts commit\n> " A, "" },
		{ "This reverts commit\n\n" A, "" },
		{ "+[ Upstream commit " A " ]", "" },
		{ "as did foo (cherry picked from commit " A ") too", "" },
		{ "as did foo (cherry picked from commit " A ")", "" },
		{ "upstream-diff: foo " A, "" },
		{ "Upstream " A, "" },
		{ "Mainline " A " has it", "" },
	};

	(void)state;
	expect_bodies(ROWS(rows));
}

static void what_claims_leave_stays_to_be_read(void **state)
{
	static const struct row rows[] = {
		{ "a\n\ncommit " A " upstream.\nthe text goes on\n"
		  "    (cherry picked from commit " B ")\n"
		  "diff --git a/x b/x\n+ commit " C " upstream.\n    [ upstream commit " S " ]\n",
		  "B:" A " P:" B " B:" S },
		{ "commit " A " upstream.\n", "B:" A },
		{ "[ Upstream commit " A " ]", "B:" A },
		{ "upstream: commit " A " is to be had\n", "" },
		{ "a: follow upstream commit " A "\n\n[ Upstream commit " B " ]\n", "B:" B },
		{ "a: b (cherry picked from commit " A ")\n", "P:" A },
		{ "Revert \"a: b (cherry picked from commit " A ")\"\n",
		  "R:{a: b (cherry picked from commit " A ")}" },
		{ "a\ncommit " A " upstream.\n", "B:" A },
		{ "UPSTREAM: a\n\n(cherry picked from commit " A ")\n", "P:" A },
		{ "BACKPORT: a\n\nBug: 123456789\n(cherry picked from commit " A ")\n", "P:" A },
		{ "FROMLIST: a\n\nBug: 123456789\nLink: https://example.org/" A "\n", "" },
	};

	(void)state;
	expect_messages(ROWS(rows));
}

static void a_vendors_header_holds_a_commit(void **state)
{
	static const struct row rows[] = {
		{ "a\n\nJIRA: https://example.org/1\nConflicts: a.c, as foo\nis not there\n\n"
		  "commit " A "\nAuthor: X <x@y.z>\nDate:   Mon\n\n    a\n\n    It broke.\n\n"
		  "Signed-off-by: Y <y@y.z>\n", "B:" A },
		{ "a\n\nBugzilla: https://example.org/1\nUpstream Status: linux.git\n\n"
		  "commit " A "\nAuthor: X <x@y.z>\n\n    a\n\ncommit " B "\nAuthor: X <x@y.z>\n\n"
		  "    b\n", "B:" A " B:" B },
		{ "a\n\njira VULN-1\ncve CVE-2024-1\ncommit-author X <x@y.z>\ncommit " A
		  "\nupstream-diff foo was\n\tnot there\n\nIt broke.\n", "B:" A },
		{ "a\n\njira VULN-1\ncommit-author X <x@y.z>\ncommit " A "\n\nIt broke.\n",
		  "B:" A },
		{ "a\n\nmainline inclusion\nfrom mainline-v5.10-rc1\ncommit " A "\n"
		  "category: bugfix\nCVE: NA\n\n----------\n\nIt broke.\n", "B:" A },
		{ "a\n\nstable inclusion\nfrom stable-v5.10.7\ncommit " S "\ncategory: bugfix\n\n"
		  "----------\n\ncommit " A " upstream.\n\nIt broke.\n", "P:" S " B:" A },
		{ "a\n\nLTS inclusion\nfrom lts-5.10\ncommit: " S "\ncategory: bugfix\n", "P:" S },
		{ "a\n\ncommit " A "\n\nIt broke.\n", "B:" A },
		{ "a\n\ncommit " A "\nAuthor: X <x@y.z>\nDate: Mon\n\n    a\n", "B:" A },
		{ "a\n\ncommit " A "\n\nupstream.\n", "B:" A },
		{ "commit " A, "" },
		/* a commit that is quoted as the culprit */
		{ "a\n\ncommit " A "\nAuthor: X <x@y.z>\nDate: Mon\n\n    a\n\nbroke it.\n", "" },
		{ "a\n\nBisected to:\n\ncommit " A "\nAuthor: X <x@y.z>\n\n    a\n", "" },
		{ "a\n\nIt broke.\n\ncommit " A "\nAuthor: X <x@y.z>\n\n    a\n", "" },
		{ "a\n\nIt broke.\n\ncommit " A "\n\nis why.\n", "" },
		{ "a\n\nBug: since\ncommit " A "\nFoo-by: X\n", "B:" A },
		{ "a\n\nBug: since\nthe\ncommit " A "\nFoo-by: X\n", "" },
		{ "Squashed commit of the following:\n\ncommit " A "\nAuthor: X <x@y.z>\n\n"
		  "    a\n\ncommit " B "\nAuthor: X <x@y.z>\n\n    b\n", "" },
		{ "a\n\nCulprits:\n\ncommit " A "\nAuthor: X <x@y.z>\n\n    a\n\n"
		  "commit " B "\nAuthor: X <x@y.z>\n\n    b\n", "" },
		{ "a\n\nJIRA: 1\n\ncommit " A " (\"a\")\nAuthor: X\n", "" },
		{ "a\n\nJIRA: 1\n\ncommit " A ".\nAuthor: X\n", "" },
		{ "a\n\nJIRA: 1\n\ncommit " B7 "\nAuthor: X\n", "" },
		{ "a\n\nJIRA: 1\n\n  commit " A "\n", "" },
	};

	(void)state;
	expect_messages(ROWS(rows));
}

static void an_id_has_seven_to_forty_digits(void **state)
{
	static const struct row rows[] = {
		{ "[ Upstream commit a1a1a1 ]", "" },
		{ "[ Upstream commit a1a1a1a ]", "B:a1a1a1a" },
		{ "[ Upstream commit a1a1a1ag ]", "" },
		{ "[ Upstream commit a1a1a1a_ ]", "" },
		{ "[ Upstream commit a1a1a1a1b2b2b2b2c3c3c3c3d4d4d4d4e5e5e5e ]",
		  "B:a1a1a1a1b2b2b2b2c3c3c3c3d4d4d4d4e5e5e5e" },
		{ "[ Upstream commit " A "0 ]", "" },
		{ "[ Upstream commit " A "012345678901234567890123 ]", "" },
		{ "(cherry picked from commit " A "0)", "" },
		{ "a (cherry picked from commit 0" A ")", "" },
		{ "commit 20240131 upstream.", "" },
		{ "commit 202401311 upstream.", "" },
		{ "commit 202401312359 upstream.", "B:202401312359" },
		{ "This reverts commit 1234567.", "" },
	};

	(void)state;
	expect_bodies(ROWS(rows));
}

static void a_claim_shows_where_it_stands(void **state)
{
	static const char text[] =
		"Revert \"a\"\r\n\r\n  This reverts commit " S " which is\r\n"
		"commit " A " upstream.  \r\n\r\nFixes: " A12 " (\"b\nc\")\n";
	struct claims c = { 0 };

	(void)state;
	claims_read(&c, text, sizeof(text) - 1);
	assert_int_equal(c.list.n, 3);
	assert_ptr_equal(c.list.item[0].line, strstr(text, "This"));
	assert_ptr_equal(c.list.item[0].line + c.list.item[0].line_len,
			 strstr(text, "  \r\n\r\nF"));
	assert_ptr_equal(c.list.item[1].line, c.list.item[0].line);
	assert_ptr_equal(c.list.item[2].line, strstr(text, "Fixes"));
	assert_ptr_equal(c.list.item[2].line + c.list.item[2].line_len, strstr(text, "\")") + 2);
	assert_ptr_equal(c.list.item[0].subject, text + 8);
	assert_int_equal(c.list.item[0].subject_len, 1);
	assert_null(c.list.item[1].subject);
	/* a list is emptied before it is used again; an id's rest is zeros */
	claims_read(&c, "Fixes: " B7 "\n", 15);
	assert_int_equal(c.list.n, 1);
	assert_int_equal(c.list.item[0].nibbles, 7);
	assert_memory_equal(c.list.item[0].id,
			    ((uint8_t[CLAIM_ID_BYTES]){ 0x0b, 0x0b, 0x0b }), CLAIM_ID_BYTES);
	claims_release(&c);
	assert_null(c.list.item);
}

static void hostile_bytes_are_passed_over(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *claims;
	} rows[] = {
#define BYTES(x) x, sizeof(x) - 1
		{ BYTES(""), "" },
		{ BYTES("\n"), "" },
		{ BYTES("\0"), "" },
		{ BYTES("\n\n\n[ Upstream commit " A " ]"), "B:" A },
		{ BYTES("a\n\ncommit\0 " A " upstream.\n"), "" },
		{ BYTES("a\n\ncommit " A "\0 upstream.\n"), "" },
		{ BYTES("a\n\0\ncommit " A " upstream.\n"), "" },
		{ BYTES("a\0b\n\ncommit " A " upstream.\n"), "B:" A },
		{ BYTES("a\n\n\xff\xfe\xc3\n\n[ Upstream commit " A " \xff ]\n"), "" },
		{ BYTES("a\n\n\xc3\n[ Upstream commit " A " ]\xff\n"), "" },
		{ BYTES("Fixes: " A12 " (\"\xff\0\xc3\")"), "F:" A12 "{\xff}" },
		{ BYTES("Fixes: "), "" },
		{ BYTES("Fixes: " A12 " (\""), "F:" A12 },
		{ BYTES("Fixes: " A12 " ("), "F:" A12 },
		{ BYTES("This reverts commit " S " which is"), "R:" S },
		{ BYTES("This reverts commit"), "" },
		{ BYTES("commit " A), "" },
		{ BYTES("((((((((((((((((((((cherry picked from commit " A), "P:" A },
		{ BYTES("Revert \""), "" },
		{ BYTES("Revert \"\""), "" },
		{ BYTES("\tRevert \" \t\""), "" },
		{ BYTES("(cherry picked from commit "), "" },
#undef BYTES
	};
	char *told;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		told = claims_of(rows[i].bytes, rows[i].len);
		if (strcmp(told, rows[i].claims))
			fail_msg("row %zu tells '%s'", i, told);
		free(told);
	}
}

/* Every cut of a message that holds each form is read without a look beyond. */
static void any_cut_is_read(void **state)
{
	static const char text[] =
		"Revert \"a\"\n\njira X-1\ncommit-author X\ncommit " B "\n\nThis reverts commit " S
		" which is\ncommit " A " upstream.\n\n[ Upstream commits " A ", " B " ]\n"
		"Fixes: " A12 " (\"a\nb\")\n(cherry picked from commits " A "\n  " C ")\n";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(text); i++)
		free(claims_of(text, i));
	expect_claims(text, sizeof(text) - 1, "B:" B " R:" S "{a} U:" A " B:" A " F:" A12
		      "{a\nb} P:" A " P:" C);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The time of many times a text; by the doubled number it must not be much more than doubled. */
static double time_of(const char *text, size_t n)
{
	struct claims c = { 0 };
	struct str s = STR_INIT;
	double start;
	size_t i;

	for (i = 0; i < n; i++)
		str_add(&s, text);
	start = seconds();
	claims_read(&c, s.buf, s.len);
	start = seconds() - start;
	claims_release(&c);
	str_release(&s);
	return start;
}

static void the_time_is_linear(void **state)
{
	static const char *const texts[] = {
		"\n", " ", "x", "(", "commit ", "This ", "commit\n", "commit 1234567f\n",
		"commit 1234567f and\n", "[ commit 1234567f,\n", "This reverts commits 1234567f\n",
		"Fixes: 1234567f (\"a\n", "Fixes: 1234567f (\"\n", "\"", "Revert \"", ": Revert \"",
		"commit " A "\n", "commit " A "\n\n", "JIRA: x\n", "Fixes: 1234567f ",
		"This reverts commit 1234567f which is ", "commit commit ", "commit 1234567f ",
		"(cherry picked from commit " A ")", "(cherry picked from commits 1234567f\n",
		"which is which is ", "Fixes: 1234567f, 1234567f\n", "commit " A "\nAuthor: x\n",
	};
	double once, twice;
	size_t i;
	int tries;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		for (tries = 0; tries < 3; tries++) {
			once = time_of(texts[i], 20000);
			twice = time_of(texts[i], 160000);
			if (twice < once * 24 + 0.05)
				break;
		}
		if (tries == 3)
			fail_msg("'%s': %.3f s, then %.3f s", texts[i], once, twice);
	}
}

static void many_claims_hold_no_twins(void **state)
{
	struct claims c = { 0 };
	struct str s = STR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 4000; i++)
		str_addf(&s, "Fixes: %08zxabcd\n", i * 7919 % 1000);
	claims_read(&c, s.buf, s.len);
	assert_int_equal(c.list.n, 1000);
	for (i = 0; i < c.list.n; i++)
		assert_int_equal(c.list.item[i].id[2] << 8 | c.list.item[i].id[3],
				 i * 7919 % 1000);
	claims_release(&c);
	str_release(&s);
}

static void ids_are_compared_by_digits(void **state)
{
	static const uint8_t a[CLAIM_ID_BYTES] = { 0x12, 0x34, 0x56, 0x78 };
	static const uint8_t b[CLAIM_ID_BYTES] = { 0x12, 0x34, 0x56, 0x7f };

	(void)state;
	assert_true(claim_same_id(a, b, 7));
	assert_false(claim_same_id(a, b, 8));
	assert_false(claim_same_id(a, b, 40));
	assert_true(claim_same_id(a, a, 40));
	assert_true(claim_same_id(a, b, 0));
	assert_false(claim_same_id(a, (const uint8_t[CLAIM_ID_BYTES]){ 0x12, 0x34, 0x46 }, 5));
	assert_true(claim_same_id(a, (const uint8_t[CLAIM_ID_BYTES]){ 0x12, 0x34, 0x5f }, 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_backport_is_known_by_its_line),
		cmocka_unit_test(a_pick_is_known_by_its_line),
		cmocka_unit_test(several_ids_are_several_claims),
		cmocka_unit_test(a_fix_names_what_it_fixes),
		cmocka_unit_test(a_revert_names_what_it_reverts),
		cmocka_unit_test(a_title_is_a_revert_by_itself),
		cmocka_unit_test(a_mention_is_no_claim),
		cmocka_unit_test(what_claims_leave_stays_to_be_read),
		cmocka_unit_test(a_vendors_header_holds_a_commit),
		cmocka_unit_test(an_id_has_seven_to_forty_digits),
		cmocka_unit_test(a_claim_shows_where_it_stands),
		cmocka_unit_test(hostile_bytes_are_passed_over),
		cmocka_unit_test(any_cut_is_read),
		cmocka_unit_test(the_time_is_linear),
		cmocka_unit_test(many_claims_hold_no_twins),
		cmocka_unit_test(ids_are_compared_by_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
