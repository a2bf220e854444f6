/* SPDX-License-Identifier: GPL-2.0 */
/*
 * line: a commit, its first parent, that one's, and so on, as far as they are asked
 * for, down to one that mainline holds, that has no parent, or where another line
 * was met. That one is the line's end and no longer of it.
 */
#ifndef AUDIT_LINE_H
#define AUDIT_LINE_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "audit/origin.h"
#include "base/error.h"
#include "base/mem.h"

enum { LINE_STRIDE = 256 };	/* there is a stop at least so often */

struct place {
	uint32_t pos;
	uint32_t facts;		/* in .facts; POS_NONE: not read yet */
};

struct facts {
	git_oid tree;
	long long date;		/* committer's */
};

/* Commits, a bit each. */
struct marks {
	uint8_t *bits;
	uint32_t n;		/* of the commits */
};

void marks_start(struct marks *m, uint32_t n);
void marks_release(struct marks *m);
void marks_add(struct marks *m, uint32_t pos);
bool marks_has(const struct marks *m, uint32_t pos);

struct line {
	const struct trees *t;
	const struct marks *met;	/* where it ends too; NULL */
	ARRAY(struct place) at;	/* the newest first; the last one is the end where .whole */
	ARRAY(struct facts) facts;
	bool whole;
};

void line_start(struct line *l, const struct trees *t, uint32_t pos, const struct marks *met);
void line_release(struct line *l);

/*
 * The next place behind @i to stop at: a release, one at least every so often, the
 * end. @i itself at the end.
 */
size_t line_next(struct line *l, size_t i, const struct marks *releases);

/* What is known of the commit at place @i; it lives until the next is asked for. */
struct error *line_facts(struct line *l, size_t i, const struct facts **facts);

/* Whether mainline, wherever it is known from, holds the commit of the audited repository. */
bool mainline_holds(const struct trees *t, uint32_t pos);

#endif
