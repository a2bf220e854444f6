/* SPDX-License-Identifier: GPL-2.0 */
/*
 * patchset: what a lint is of: patches one behind the other on a tree. Commits, what
 * is staged, the work tree, or mails that were applied in memory: of each what it says, and
 * what it makes of the C files. Nothing but what is kept here is ever written.
 */
#ifndef LINT_PATCHSET_H
#define LINT_PATCHSET_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/mem.h"
#include "history/repository.h"

struct series;

struct file_change {		/* of a C file */
	char *path;		/* from the top of the repository */
	char *from;		/* the file that it was made of, under another name; or NULL */
	git_oid old, new;	/* blobs */
	bool was, is;		/* it is there before, after */
	char *text;		/* .new, where the repository does not have it; or NULL */
	size_t len;
};

struct one_patch {
	char *of;		/* "2/5", "1b2c3d4e5f60", "what is staged", …: for messages */
	char *subject;		/* may be "" */
	char *message;		/* as a commit has it; NULL: there is none */
	char *path;		/* the file that it was read from; NULL: none, or stdin */
	char *diff;		/* as text; NULL: not at hand */
	git_oid id;		/* of the commit; zero: none */
	ARRAY(struct file_change) files;	/* by path */
};

struct patchset {
	struct repository *repository;	/* borrowed */
	git_oid base;		/* the tree that the first patch is made on */
	ARRAY(struct one_patch) all;
};

enum { PATCHSET_MAX = 10000 };

/*
 * What fills an empty patchset; to be released in any case. In a repository without commits
 * the tree before what is staged, or in the work tree, is empty.
 */

/*
 * The commits that @to has and @from has not, along the first parents of @to, or those parents
 * of merges by which @from is reached; what else was merged is the merges' own. There may be
 * none.
 */
struct error *patchset_range(struct patchset *p, struct repository *r, const char *from,
			     const char *to);
/* One commit, against its first parent; a root commit, against an empty tree. */
struct error *patchset_commit(struct patchset *p, struct repository *r, const char *word);
/* The index against HEAD; the tracked files of the work tree against HEAD. */
struct error *patchset_staged(struct patchset *p, struct repository *r);
struct error *patchset_worktree(struct patchset *p, struct repository *r);
/*
 * The patches of @s, applied one after the other to @base (a revision; NULL: the series' own
 * base-commit where the repository has it, else HEAD; where HEAD has them already, within
 * some hundred commits, what they were made on). One that does not apply is an error.
 */
struct error *patchset_mails(struct patchset *p, struct repository *r, const struct series *s,
			     const char *base);
void patchset_release(struct patchset *p);

/* The diff of patch @k as text; the caller frees it; "" where there is none to be had. */
char *patchset_diff(const struct patchset *p, size_t k);

/* Adds one, called @of. */
struct one_patch *patchset_add(struct patchset *p, const char *of);
/* Sorts the files of @o, and takes out what is changed from nothing to nothing. */
void one_patch_sort(struct one_patch *o);
/* Forgets its files. */
void one_patch_clear(struct one_patch *o);
/* The files that differ between two trees (NULL: an empty one), renames told. */
struct error *one_patch_compare(struct one_patch *o, struct repository *r, git_tree *before,
				git_tree *after);
/* Likewise of what @diff holds. */
struct error *one_patch_take(struct one_patch *o, git_diff *diff);

#endif
