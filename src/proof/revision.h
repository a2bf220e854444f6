/* SPDX-License-Identifier: GPL-2.0 */
/* revision: the supply of a check of a revision's tree. */
#ifndef PROOF_REVISION_H
#define PROOF_REVISION_H

#include "check/supply.h"
#include "proof/blobs.h"
#include "proof/tree.h"
#include "proof/units.h"

struct revision {
	struct supply supply;	/* first */
	struct tree_sources tree;
	struct blobs *blobs;
	struct units *units;
	uint32_t *number;	/* the blob of each source */
};

/*
 * Lists the tree @id (NULL: an empty one) and reads its blobs that are new; @coverage learns of
 * those
 * that can't be. revision_close() in any case.
 */
struct error *revision_open(struct revision *r, struct tree_reader *trees, struct blobs *blobs,
			    struct units *units, const git_oid *id, const char *const paths[],
			    size_t n, struct coverage *coverage);

struct replacement {		/* a file that is another in a revision, or is new in it */
	const char *path;
	uint32_t number;	/* of its blob */
};

/*
 * Makes @to of @from, with these files (sorted by path, no path twice) in the place of its
 * own. A file that is gone is one of no bytes, so that revisions can be made that have the
 * same sources; what was read is not asked for again.
 */
void revision_replace(struct revision *to, const struct revision *from,
		      const struct replacement with[], size_t n);
void revision_close(struct revision *r);
/* To be called when the structure stands elsewhere than it stood. */
void revision_moved(struct revision *r);

#endif
