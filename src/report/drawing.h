/* SPDX-License-Identifier: GPL-2.0 */
/*
 * drawing: a finding's source in HTML, with the way from the teardown to the
 * release drawn beside the lines: a numbered dot at each step, a line to the
 * next one, bowed out where the code jumps or enters a wrapper. Each row of the
 * table draws its own part, so that lines may wrap and pages may break.
 */
#ifndef REPORT_DRAWING_H
#define REPORT_DRAWING_H

#include "base/str.h"
#include "check/finding.h"
#include "report/excerpt.h"

/* Adds the excerpts of @f, one table per file; a list where a file can't be read. */
void drawing_add(struct str *to, struct excerpts *x, const struct finding *f);

#endif
