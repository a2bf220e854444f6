/* SPDX-License-Identifier: GPL-2.0 */
/*
 * spatch: runs Coccinelle's spatch over files, in batches, several at a time,
 * and reads what it prints. A file that makes it crash or run too long is
 * found by running its batch's files one by one; it costs that file, nothing
 * more.
 */
#ifndef CHECK_SPATCH_H
#define CHECK_SPATCH_H

#include <stddef.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/term.h"
#include "check/rule.h"
#include "check/scratch.h"

struct cache;

struct spatch {
	char *program;		/* $SPATCH or "spatch", as found in $PATH */
	char *version;		/* "1.1.1" */
	char *macros;		/* the macro file made for this run, in scratch */
	struct scratch scratch;	/* a private folder: one name per source file */
	char *id;		/* what of spatch and its set-up decides results, for cache keys */
	unsigned jobs;
	unsigned timeout_s;	/* per file */
	struct cache *cache;	/* or NULL */
};

struct spatch_hit {		/* one line that a rule's report mode printed */
	unsigned line, column;	/* from 1 */
	char *message;
};

struct spatch_file {		/* one file under one rule */
	const struct rule *rule;	/* not owned */
	const char *path;	/* as the caller names it; not owned */
	const char *text;	/* its bytes; not owned */
	size_t len;
	ARRAY(struct spatch_hit) hits;
	ARRAY(unsigned) bad_lines;	/* where parsing failed: a line of each lost function; none
					   where @rule can't match, as it is not parsed then */
	char *failed;		/* NULL, or "timeout", "spatch failed: …" */
	bool timeout;
};

/*
 * Finds spatch, asks its version, makes the scratch folder and the macro file
 * (the installed standard.h plus what 6.12 needs; see the .c). Errors: no
 * spatch, one older than 1.1.1 (says so).
 */
struct error *spatch_open(struct spatch *s, unsigned jobs, unsigned timeout_s);
void spatch_close(struct spatch *s);

/*
 * Runs each of @n files in report mode under its own rule and fills hits, bad_lines and
 * failed. Files of several rules are run at the same time, those of one rule in batches. A rule
 * that spatch can't parse is an error that names the rule and what spatch said. @progress
 * may be NULL; it is advanced by the files done.
 */
struct error *spatch_report(struct spatch *s, struct spatch_file *files, size_t n,
			    struct progress *progress, size_t *done);

/*
 * Runs @rule in patch mode on one file; *@diff is a unified diff with
 * a/@path and b/@path headers, or NULL when the rule changes nothing. The
 * caller frees it.
 */
struct error *spatch_patch(struct spatch *s, const struct rule *rule,
			   const struct spatch_file *file, char **diff);

void spatch_file_release(struct spatch_file *f);

#endif
