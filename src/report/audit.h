/* SPDX-License-Identifier: GPL-2.0 */
/*
 * audit: the writers of `teardown audit` and `teardown missing`, one per format.
 * Each writes a whole report to @out and leaves write errors to be seen by
 * ferror(@out); the caller checks fflush().
 *
 * text: for people. Every verdict shows the evidence that it rests on; what is
 * not plainly carried or not affected is explained below its row.
 *
 * json: a stable contract. Names are never renamed and never change their
 * meaning; new ones may come. Every name is always there but "releases". All
 * text is valid UTF-8 (stray bytes are U+FFFD); ids are 40 hex digits; dates are
 * "2019-03-05T10:00:00Z". What there is none of is null, or [] for a list.
 *
 *   audit    {
 *     "version",			of this program
 *     "fixes": [{
 *       "fix",				the upstream commit; null: known by its subject only
 *       "given",			as it was asked for
 *       "subject",			"": no commit has the id
 *       "author", "date",
 *       "introducers": [{"commit", "subject",
 *         "source",			who says that this commit brought the bug
 *         "release"}],			the first mainline release with it
 *       "branches": [{
 *         "branch", "ref", "tip",
 *         "verdict",			"carries", "missing", "partial", "reverted",
 *					"not-affected", "unknown"
 *         "claim",			likewise, from history alone
 *         "proof": {			what the code says; null: nothing to tell it by
 *           "state",			"has-bug", "fixed", "partial", "clean", "absent",
 *					"unclear", "unread"
 *           "by",			"rule NAME", "change": the fix's own
 *           "release", "commit",	what was looked at; release null: the tip
 *           "sites": [{"path", "line", "function",
 *             "state"}],		"has-bug", "fixed"
 *           "why"},			"unread": the reason
 *         "likely",			true: it rests on a commit's subject alone
 *         "first_release",		with the fix
 *         "last_release",		the newest of the branch
 *         "commit", "date",		that brought the fix; the committer's date
 *         "intervals": [{		the releases that carry it
 *           "from",			the first of them; null: none released yet
 *           "until"}],			the first without it again; null: to the end
 *         "evidence": [{
 *           "kind",			"ancestor", "message", "cherry-pick", "patch-id",
 *					"authorship", "subject", "revert", "introducer",
 *					"boundary", "absence", "code"
 *           "text", "commit"}],
 *         "notes": [],
 *         "releases": [{"release", "date", "verdict"}]	only when asked for
 *       }],
 *       "followers": [{		commits that repair the fix
 *         "fix", "subject", "release",
 *         "without": []}],		branches that carry the fix but not this
 *       "notes": []
 *     }],
 *     "unknown": [{"what", "why"}]	what could not be known
 *   }
 *
 *   missing  {
 *     "version", "branch", "ref", "tip",
 *     "seen",				commits with a Fixes: line that were looked at
 *     "missing": [{
 *       "fix", "subject",
 *       "release", "date",		the first mainline release with it
 *       "path": [],			that it changes
 *       "fixes": {			what it mends
 *         "commit", "subject",
 *         "on_branch_as",		its commit on the branch
 *         "on_branch_in"},		the branch's first release with that
 *       "why",
 *       "followers": []		fixes to this one that would be needed too
 *     }],
 *     "unknown": [{"what", "why"}]
 *   }
 *
 * csv: RFC 4180 but for its line ends, which are LF, as the tools that read it
 * here expect. A header line, then one row per fix and branch (with --releases:
 * per fix, branch and release). Every row is one line and safe to show: control
 * characters and stray bytes come out as \xHH. A field that starts with = + - or @
 * gets a ' in front: subjects come from outside, a spreadsheet would take such a
 * one for a formula, and it is spreadsheets that this format is for; programs
 * read json. Lists are joined by "; ", evidence_kinds by ";". A fix without
 * branches, and each thing that could not be known, has a row with the verdict
 * unknown, so that none is lost. Followers are not told.
 *
 *   audit	fix,subject,branch,verdict,first_release,commit,date,evidence_kinds,
 *		evidence,notes,claim,proof
 *   releases	fix,branch,release,date,verdict,notes
 *   missing	branch,fix,subject,release,date,paths,fixes_commit,on_branch_as,why,verdict
 *
 * markdown: GitHub's, to paste into an issue. Outside text can't bring markup,
 * mention people or refer to issues.
 */
#ifndef REPORT_AUDIT_H
#define REPORT_AUDIT_H

#include <stdbool.h>
#include <stdio.h>

#include "audit/verdict.h"

enum audit_format { AUDIT_TEXT, AUDIT_JSON, AUDIT_CSV, AUDIT_MARKDOWN };

struct audit_report_options {
	bool color;		/* text only */
	bool verbose;		/* text: all evidence, intervals, notes under each row */
	bool quiet;		/* text, markdown: no summary; the unknown is told all the same */
};

/* "text", "json", "csv", "markdown"; false for others. */
bool audit_format_parse(const char *word, enum audit_format *f);
/* "text, json, csv, markdown", for messages. */
const char *audit_format_names(void);

void audit_write(FILE *out, enum audit_format f, const struct audit *a,
		 const struct audit_report_options *o);
void missing_write(FILE *out, enum audit_format f, const struct missing *m,
		   const struct audit_report_options *o);

void audit_write_text(FILE *out, const struct audit *a, const struct audit_report_options *o);
void audit_write_json(FILE *out, const struct audit *a, const struct audit_report_options *o);
void audit_write_csv(FILE *out, const struct audit *a, const struct audit_report_options *o);
void audit_write_markdown(FILE *out, const struct audit *a, const struct audit_report_options *o);

void missing_write_text(FILE *out, const struct missing *m, const struct audit_report_options *o);
void missing_write_json(FILE *out, const struct missing *m, const struct audit_report_options *o);
void missing_write_csv(FILE *out, const struct missing *m, const struct audit_report_options *o);
void missing_write_markdown(FILE *out, const struct missing *m,
			    const struct audit_report_options *o);

#endif
