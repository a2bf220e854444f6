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
	FORMAT_GITHUB,		/* annotations: GitHub's workflow commands */
	FORMAT_GITLAB,		/* GitLab's code quality report */
	FORMAT_B4,		/* what b4 reads of a local check of a patch */
};

struct report_options {
	bool color;		/* text and terse only */
	bool verbose;		/* text: list every unparsed function, not the first few */
	const char *prefix;	/* terse: what stands before each path, safe to show; NULL */
	bool quiet;		/* text: no summary; what was not seen is told all the same */
	const struct rules *rules;	/* the rules that were run: SARIF and HTML list them */
	bool lint;		/* json: "remarks" too, be there any or none */
};

/* "text", "terse", "json", "sarif", "html", "github", "gitlab", "b4"; false for others. */
bool format_parse(const char *word, enum format *f);
const char *format_name(enum format f);
/* "text, terse, …", for messages. */
const char *format_names(void);

void report_write(FILE *out, enum format f, const struct report *r,
		  const struct report_options *o);

void report_write_text(FILE *out, const struct report *r, const struct report_options *o);
void report_write_terse(FILE *out, const struct report *r, const struct report_options *o);
void report_write_json(FILE *out, const struct report *r, const struct report_options *o);
void report_write_sarif(FILE *out, const struct report *r, const struct report_options *o);
void report_write_html(FILE *out, const struct report *r, const struct report_options *o);
void report_write_github(FILE *out, const struct report *r, const struct report_options *o);
void report_write_gitlab(FILE *out, const struct report *r, const struct report_options *o);
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
 * Writes the reports of revisions; sarif and html take only one. In json "findings" holds
 * those of all, each with its "revision", "coverage" is their sum, and "revisions" has each
 * one: "revision", "commit", "findings", "coverage".
 */
void report_write_revisions(FILE *out, enum format f, const struct revision_reports *r,
			    const struct report_options *o);

#endif
