/* SPDX-License-Identifier: GPL-2.0 */
/*
 * report: the writers, one per format. Each writes a whole report to @out and
 * leaves write errors to be seen by ferror(@out); the caller checks fflush().
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "check/finding.h"

enum format {
	FORMAT_TEXT, FORMAT_TERSE, FORMAT_JSON, FORMAT_SARIF, FORMAT_HTML,
	FORMAT_GITHUB, FORMAT_GITLAB, FORMAT_B4,
};

struct report_options {
	bool color;		/* text and terse only */
	bool verbose;		/* text: list every unparsed function, not the first few */
	const char *prefix;	/* terse: what stands before each path, github: before each
				   message; safe to show; NULL */
	bool quiet;		/* text: no summary; what was not seen is told all the same */
	const struct rules *rules;	/* the rules that were run: SARIF and HTML list them */
	bool lint;		/* json: "remarks" stands there without any too; html: says so */
};

/* "text", "terse", "json", "sarif", "html", "github", "gitlab", "b4"; false for others. */
bool format_parse(const char *word, enum format *f);
/* "text, terse, json, sarif, html, github, gitlab, b4", for messages. */
const char *format_names(void);

void report_write(FILE *out, enum format f, const struct report *r,
		  const struct report_options *o);

void report_write_text(FILE *out, const struct report *r, const struct report_options *o);
void report_write_terse(FILE *out, const struct report *r, const struct report_options *o);
void report_write_json(FILE *out, const struct report *r, const struct report_options *o);
void report_write_sarif(FILE *out, const struct report *r, const struct report_options *o);
void report_write_html(FILE *out, const struct report *r, const struct report_options *o);

/*
 * Workflow commands of GitHub Actions, a line each: an error for a finding of High
 * confidence and a remark that fails, else a warning. A finding tells its file (as it is in
 * the repository), line and column, and where the release is; a remark has no file.
 * Format: "Workflow commands for GitHub Actions" in GitHub's documentation; escapes:
 * actions/toolkit, packages/core/src/command.ts.
 */
void report_write_github(FILE *out, const struct report *r, const struct report_options *o);

/*
 * GitLab's Code Quality report, "Code Quality report format" in its documentation: an array,
 * empty without findings. High is "critical", Moderate "major", Low "minor"; a remark that
 * fails "critical", another "minor". A fingerprint is there once: a finding's own, and of
 * equal ones all but the first hashed with their number. A remark is told of its patch's
 * file, else of the first finding's, else of ".", in line 1.
 */
void report_write_gitlab(FILE *out, const struct report *r, const struct report_options *o);

/*
 * Lines for `b4 prep --check` and `b4 am --check` (b4.prep-perpatch-check-cmd): for b4,
 * from 0.14 on, each line of standard output is a failure when "ERROR:" stands anywhere in
 * it, else a warning, and no line at all is a success (LoreMessage.run_local_check() in its
 * __init__.py). "ERROR: " begins the lines of High findings that sparse does not refute and of
 * remarks that fail, "WARNING: " those of others, in which no outside text says "ERROR:".
 */
void report_write_b4(FILE *out, const struct report *r, const struct report_options *o);

/* The check of one revision of several. */
struct revision_report {
	const char *name;	/* as it was asked for */
	char commit[41];
	struct report report;
	size_t as;		/* the first with the same findings; that may be itself */
	const void *of;		/* equal for those */
};

struct revision_reports {
	const char *root;	/* the repository */
	ARRAY(struct revision_report) all;
};

/*
 * Writes the reports of revisions; sarif, html, gitlab and b4 take only one. In json
 * "findings" holds those of all, each with its "revision", "coverage" is their sum, and
 * "revisions" has each one: "revision", "commit", "findings", "coverage".
 */
void report_write_revisions(FILE *out, enum format f, const struct revision_reports *r,
			    const struct report_options *o);

#endif
