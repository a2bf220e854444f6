/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sweep: the writers of `teardown audit --sweep`: text for people, and json, a stable
 * contract as report/audit.h's:
 *
 *   {
 *     "version", "rule",
 *     "branches": [{
 *       "branch", "ref", "tip",
 *       "releases",			how many were looked at
 *       "findings": [{			as they stand in the newest release that has them
 *         "path", "function", "line", "confidence", "message",
 *         "at",				that release; null: the tip
 *         "intervals": [{
 *           "from", "until",		null: no release yet; to the end
 *           "appeared", "gone",		the commits that did it; null: there from the start,
 *           "appeared_subject", "gone_subject"}],	there at the end
 *         "appeared", "gone"}]		of the first interval, of the last
 *     }],
 *     "unknown": [{"what", "why"}]
 *   }
 */
#ifndef REPORT_SWEEP_H
#define REPORT_SWEEP_H

#include <stdio.h>

#include "audit/sweep.h"
#include "report/audit.h"

/* AUDIT_TEXT or AUDIT_JSON; leaves write errors to be seen by ferror(@out). */
void sweep_write(FILE *out, enum audit_format f, const struct sweep *s,
		 const struct audit_report_options *o);

#endif
