/* SPDX-License-Identifier: GPL-2.0 */
/* json: the parts of a check's report that more than one writer of JSON has. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "report/report.h"
#include "report/value.h"

json_t *json_findings(const struct report *r);
/* Of a finding that sparse was asked of: {"opinion", "why"}. */
json_t *json_opinion(const struct finding *f);
json_t *json_coverage(const struct coverage *c);

#endif
