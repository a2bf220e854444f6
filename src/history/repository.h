/* SPDX-License-Identifier: GPL-2.0 */
/*
 * repository: a git repository opened for reading, and its refs. What libgit2
 * can't open is said plainly; nothing in it is ever written. Replace refs and
 * grafts are not followed: an id names the commit that has it.
 */
#ifndef HISTORY_REPOSITORY_H
#define HISTORY_REPOSITORY_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/mem.h"
#include "history/objects.h"

struct repository {
	char *name;		/* as it was given, for messages */
	char *folder;		/* the git directory of all work trees; a slash ends it */
	git_repository *git;
	git_odb *odb;
	struct objects *objects;
	struct objects_reader *reader;	/* the main thread's */
	ARRAY(git_oid) shallow;	/* whose parents were left out ($GIT_DIR/shallow); sorted */
};

/*
 * @path: a work tree, any folder inside of one, a git directory, a bare repository.
 * Close @r in any case.
 */
struct error *repository_open(struct repository *r, const char *path);
void repository_close(struct repository *r);

/*
 * The path from the top of the repository of what @path names from the current folder
 * (in a bare repository: from its top), in *@to, which the caller frees; "" is the top
 * itself. It need not exist. One outside of it is an error.
 */
struct error *repository_path(const struct repository *r, const char *path, char **to);

bool repository_is_shallow_at(const struct repository *r, const git_oid *id);

struct ref {
	char *name;		/* "refs/heads/master", "HEAD" */
	git_oid id;		/* what it holds */
	git_oid commit;		/* that, or what a tag leads to; zero: to no commit */
};

struct refs {
	ARRAY(struct ref) all;	/* by name (bytes) */
};

/*
 * The branches, remote branches and tags, HEAD where it is detached, and what else
 * matches one of the @globs that begin with "refs/". A ref that can't be read is
 * left out and counted in *@broken with the first one, and why, in *@first (caller frees).
 * What @before tells of an unchanged ref is taken from there; it may be NULL.
 * Release @to in any case.
 */
struct error *refs_read(struct refs *to, struct repository *r, const char *const globs[],
			size_t n_globs, const struct refs *before, size_t *broken, char **first);
void refs_release(struct refs *refs);
const struct ref *refs_find(const struct refs *refs, const char *name);

/* Orders ids, for qsort() and bsearch(). */
int ids_compare(const void *one, const void *two);

/* The last error of libgit2 behind the formatted words. */
struct error *git_failed(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), warn_unused_result));

#endif
