/* SPDX-License-Identifier: GPL-2.0 */
/*
 * history: a repository with its index up to date and its branches found: what an
 * audit asks.
 *
 * The index stands in the git directory (teardown/index.db), where that can't be
 * written under $XDG_CACHE_HOME/teardown (else ~/.cache/teardown), or where it is
 * told to; where none of these can be written it is made in memory for this run.
 */
#ifndef HISTORY_HISTORY_H
#define HISTORY_HISTORY_H

#include <stdbool.h>

#include "base/error.h"
#include "base/mem.h"
#include "history/branch.h"
#include "history/commit.h"
#include "history/index.h"
#include "history/repository.h"

struct history_options {
	const char *path;	/* of the repository */
	const char *index;	/* a file; NULL: the usual place */
	struct branch_options branches;	/* .head is found by itself */
	unsigned jobs;
	bool quiet;		/* no progress line */
};

struct history {
	struct repository repository;
	struct index *ix;
	char *index_path;	/* NULL: in memory */
	char *head;		/* the ref checked out, "HEAD" where it is detached; NULL: none */
	struct releases releases;
	struct branches branches;
	char *unread;		/* the refs that can't be read, in words; NULL: there are none */
	ARRAY(char *) warnings;	/* lines for stderr: an index made anew, refs that are broken */
};

struct error *history_open(struct history *h, const struct history_options *o);
void history_close(struct history *h);

/*
 * Whether the index was found damaged while it was asked: the answers can't be
 * trusted. history_forget_index() then removes it, so that history_open() makes a
 * new one.
 */
bool history_damaged(const struct history *h);
void history_forget_index(struct history *h);

/* Reads a commit; what @c points to lives until the next read of any object. */
struct error *history_commit(struct history *h, uint32_t pos, struct commit *c);
/* The tree of a commit. */
struct error *history_tree(struct history *h, uint32_t pos, git_oid *tree);

/* The mainline of its branches; NULL where there is none. */
const struct branch *history_mainline(const struct history *h);

#endif
