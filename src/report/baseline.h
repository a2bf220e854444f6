/* SPDX-License-Identifier: GPL-2.0 */
/*
 * baseline: the known findings of a tree, in a file that is kept beside the code. It is one
 * JSON object, {"teardown_baseline": 1, "findings": [{"fingerprint", "rule", "path",
 * "function", "message"}]}, with a finding a line, sorted by path, rule and fingerprint: a
 * line's place depends on no line number, so that versions of it merge. What knows a finding
 * again is its fingerprint; the rest is for who reads the file. Remarks are no findings.
 */
#ifndef REPORT_BASELINE_H
#define REPORT_BASELINE_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "check/finding.h"

#define BASELINE_MAX_BYTES (16 << 20)

struct baseline;

/*
 * Reads the file @path; *@b is the caller's, NULL on error. Refused with the name of the
 * file: what cannot be read, is larger than BASELINE_MAX_BYTES, is no JSON (with the line),
 * is of another version, or has a finding without a fingerprint of 16 hex digits. Keys that
 * it does not know are passed over.
 */
struct error *baseline_read(struct baseline **b, const char *path);

/*
 * Takes the findings that it knows out of @r and frees them: as many of each fingerprint as
 * it has, in @r's order, which stays. Returns how many; what the baseline has and @r has
 * not is *@gone.
 */
size_t baseline_apply(const struct baseline *b, struct report *r, size_t *gone);

/*
 * Writes the baseline of what @b knows (NULL: nothing) and of the findings of @r, the same for
 * the same ones in any order; write errors are left to be seen by ferror(@out).
 */
void baseline_write(FILE *out, const struct baseline *b, const struct report *r);

void baseline_free(struct baseline *b);	/* NULL is fine */

#endif
