/* SPDX-License-Identifier: GPL-2.0 */
/*
 * diff: a unified diff, parsed: what git, diff -u and quilt write (git-diff(1), 'Generating
 * patch text with -p'; diff(1)). What stands around its files is passed over. It is
 * outside text: all counts, modes and paths are checked here, so that none leads out of the
 * tree.
 *
 * Of paths the first part is taken off (a/, b/, i/, w/, linux.orig/), but where both are the
 * same as they stand, as git's diff.noPrefix has them, and in rename and copy lines. Where no
 * 'diff --git' tells, a file has one name, the one behind +++ or what that begins with.
 */
#ifndef LINT_DIFF_H
#define LINT_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"

enum { DIFF_MAX_FILES = 10000, DIFF_MAX_PATH = 4095 };

struct diff_hunk {
	uint32_t old_line, old_count, new_line, new_count;
	size_t at, end;		/* its lines, in the text */
	unsigned line;		/* of the text, from 1, where its header stands */
};

struct diff_file {
	char *old_path, *new_path;	/* NULL: it is created, removed; also told by diff -N */
	unsigned old_mode, new_mode;	/* as git writes them, in octal: 0100644; 0: not said */
	bool binary;		/* it has no hunks that can be read */
	bool rename, copy;
	ARRAY(struct diff_hunk) hunks;
	unsigned line;		/* of the text, from 1, where it begins */
};

struct diff {
	ARRAY(struct diff_file) files;	/* no path twice on one side */
};

/* Parses @text, which hunks point into. diff_release() in any case. */
struct error *diff_parse(struct diff *d, const char *text, size_t len);
void diff_release(struct diff *d);

#endif
