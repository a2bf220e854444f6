/* SPDX-License-Identifier: GPL-2.0 */
/*
 * baseline: findings that are known and not to be told, in a file that lives in git: one JSON
 * object, with one finding on a line, sorted.
 *
 *	{"teardown_baseline": 1, "findings": [
 *	{"path": "…", "function": "…", "rule": "…", "message": "…", "fingerprint": "…"}
 *	]}
 *
 * What counts is "fingerprint" (finding_fingerprint()); the rest is for who reads it.
 */
#ifndef LINT_BASELINE_H
#define LINT_BASELINE_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "base/map.h"
#include "check/finding.h"

enum { BASELINE_MAX_BYTES = 16 << 20 };

struct baseline {
	struct map known;	/* fingerprint -> how often */
	ARRAY(char *) lines;	/* the entries, as they are written */
};

/* baseline_release() in any case. The error names the file, and the line where there is one. */
struct error *baseline_read(struct baseline *b, const char *path);
void baseline_release(struct baseline *b);

/* Takes the known findings out of @r, each as often as it is known; returns how many. */
size_t baseline_apply(const struct baseline *b, struct report *r);

/* Makes the findings of @r known too: those that baseline_apply() has left. */
void baseline_add(struct baseline *b, const struct report *r);
void baseline_write(FILE *out, const struct baseline *b);

#endif
