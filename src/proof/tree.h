/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tree: the C files of a revision, as check/source.h has those of a folder: *.c and
 * *.h of a whole tree or of some paths of it. Symbolic links and submodules are none.
 */
#ifndef PROOF_TREE_H
#define PROOF_TREE_H

#include <git2.h>

#include "base/error.h"
#include "base/map.h"
#include "check/finding.h"
#include "check/source.h"
#include "history/objects.h"


struct tree_sources {
	struct sources sources;	/* by path; .file is NULL */
	ARRAY(git_oid) id;	/* the blob of each */
	size_t found;		/* of the paths asked for, how many are there */
};

/* Reads trees, each once as long as they are in use. */
struct tree_reader {
	struct objects_reader *reader;	/* borrowed */
	struct map folders;		/* id in hex -> struct folder * */
};

void tree_reader_release(struct tree_reader *r);

/*
 * Lists the sources of tree @id below @paths (no path: all of it; slashes, no leading
 * one). Where it is a kernel tree, the .c files of its drivers/base are added with asked
 * false. A folder that can't be read goes to @coverage as unseen; the tree @id itself is
 * an error, as is a path that names a link, a submodule, or no C file.
 */
struct error *tree_list(struct tree_sources *to, struct tree_reader *r, const git_oid *id,
			const char *const paths[], size_t n, struct coverage *coverage);
void tree_sources_release(struct tree_sources *t);

#endif
