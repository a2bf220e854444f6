/* SPDX-License-Identifier: GPL-2.0 */
/*
 * summary: the figures of a report that several writers tell in words.
 */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"
#include "check/finding.h"

struct summary {
	size_t findings;
	size_t by_confidence[CONFIDENCE_HIGH + 1];
	size_t files;		/* files with a finding */
	size_t functions_seen;	/* of coverage.functions; never more */
};

/* @r must be sorted. */
struct summary summary_of(const struct report *r);

/* The rules to list: those run, or where @run is NULL those that found something. */
struct rule_list {
	ARRAY(const struct rule *) all;
};

void rule_list_of(struct rule_list *list, const struct report *r, const struct rules *run);
/* The place of @rule in it; it is there. */
size_t rule_list_index(const struct rule_list *list, const struct rule *rule);
void rule_list_release(struct rule_list *list);

/* How many findings @rule has. */
size_t summary_count(const struct report *r, const struct rule *rule);

/* "62 files, 9 could match, 412 functions, 409 seen" */
void summary_coverage(struct str *to, const struct report *r);

/*
 * "3 findings in 2 files: 2 High, 1 Low"; "no findings". With remarks they are counted
 * instead of what the findings are: "1 finding, 2 remarks on messages".
 */
void summary_findings(struct str *to, const struct report *r);

/* Adds ", 2 remarks on messages"; nothing without any. */
void summary_remarks(struct str *to, const struct report *r);

/* Adds "1 finding", "2 findings". */
void summary_plural(struct str *to, size_t n, const char *noun);

#endif
