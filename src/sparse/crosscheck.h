/* SPDX-License-Identifier: GPL-2.0 */
/*
 * crosscheck: several files of one build in their compiled form, with what each must know
 * of the others.
 */
#ifndef SPARSE_CROSSCHECK_H
#define SPARSE_CROSSCHECK_H

#include <stdbool.h>

#include "check/finding.h"
#include "sparse/build.h"
#include "sparse/compiled.h"
#include "sparse/summary.h"

struct crossed {		/* a file */
	char *path;		/* as findings name it */
	const char *text;	/* its bytes */
	size_t len;
	struct unit unit;
	bool read;		/* the three above are there */
	const char **flags;	/* NULL behind them */
	struct compiled compiled;
	bool compiled_known;	/* sparse made it */
	struct str errors;	/* the lines of those that sparse found: see compile.h */
	char *unseen;		/* why there is no compiled form; or NULL */
};

struct crosscheck {
	const struct rules *rules;
	struct build *build;	/* NULL: there is none, nothing can be seen */
	const char *root;	/* what paths are relative to */
	unsigned timeout_s;	/* of sparse for a file */
	ARRAY(struct crossed *) files;
	struct map by_path;
	struct summaries known;	/* of all files */
};

void crosscheck_open(struct crosscheck *c, const struct rules *rules, struct build *build,
		     const char *root, unsigned timeout_s);
void crosscheck_release(struct crosscheck *c);

/* Adds a file; whatever stands against it goes to its .unseen. It belongs to @c. */
struct crossed *crosscheck_add(struct crosscheck *c, const char *path);

/* After all were added: has each learn of the others, until nothing new comes. */
void crosscheck_settle(struct crosscheck *c);

#endif
