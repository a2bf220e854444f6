/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seeds: the files with which a reading is to begin so that it sees all that a patch can
 * bring: those that it changes; those that define what its functions call, where that comes
 * to a word of a rule; and those that call functions that do other things to devices now,
 * however many calls are between. The rest of a tree is read only as far as these ask for it.
 */
#ifndef LINT_SEEDS_H
#define LINT_SEEDS_H

#include <stdbool.h>

#include "check/reading.h"
#include "lint/patchset.h"
#include "lint/touch.h"
#include "proof/revision.h"
#include "proof/tree.h"

struct seeds {			/* of one patch */
	const struct check_options *options;
	const struct one_patch *patch;
	const struct filter *words;	/* touch_words() */
	struct map calls;	/* functions of other files that what is touched calls */
	bool touches;		/* a function or a table */
	bool found;		/* what is touched holds a word of a rule */
	bool *of;		/* of each source of the revision, once it is asked for */
	bool all;		/* too many: a reading is to begin as that of a check */
	struct map altered;	/* functions that seem others to their callers now */
};

/*
 * Reads what the patch changes; its blobs must have been given to @blobs. @functions: of each
 * of its paths how many functions, macros aside, it has then.
 */
void seeds_open(struct seeds *s, const struct check_options *o, const struct filter *words,
		const struct one_patch *patch, struct blobs *blobs, struct map *functions);
void seeds_release(struct seeds *s);

/*
 * Whether the patch can bring anything: by its own words, or those of what it calls in the
 * folders of its files and in the driver core. No tree is read whole for this.
 */
bool seeds_matter(struct seeds *s, struct blobs *blobs, struct tree_reader *trees,
		  const git_oid *base);

/* Finds them in @r, a revision whose sources are all that any patch changes and the tree's own. */
void seeds_find(struct seeds *s, const struct revision *r);
/*
 * Holds against each other what two readings that began with them saw before the patch and
 * after it, of @r: adds what only one of them looked into, and the files that hold the names of
 * functions that seem others to their callers. Whether those are new ones.
 */
bool seeds_compare(struct seeds *s, struct reading *before, struct reading *after,
		   const struct revision *r);

#endif
