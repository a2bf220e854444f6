/* SPDX-License-Identifier: GPL-2.0 */
/*
 * branch: the lines of releases that a repository holds: mainline, the stable
 * series, vendors' branches. They are found by their refs; a series without a
 * branch stands where its highest tag is.
 *
 * mainline: 'master' or 'main', local or of any remote, the one furthest on; not one
 * whose newest release is a stable one, which is a vendor's. Where there is none, the
 * highest of mainline's own tags.
 * A series: 'linux-X.Y.y', local or of any remote, the one furthest on; else the
 * highest tag X.Y.Z outside mainline.
 * A vendor's: what a glob names; where nothing else is found, the branch that is
 * checked out.
 */
#ifndef HISTORY_BRANCH_H
#define HISTORY_BRANCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "history/index.h"
#include "history/version.h"

struct release {
	char *name;		/* the tag, or "v5.10.3" of a commit titled 'Linux 5.10.3' */
	struct version version;
	uint32_t pos;
	uint32_t node;		/* index_node() of it */
};

struct releases {
	ARRAY(struct release) all;	/* by version, position, length of the name, name */
};

enum branch_kind { BRANCH_MAINLINE, BRANCH_SERIES, BRANCH_VENDOR };

struct branch {
	enum branch_kind kind;
	char *name;		/* "mainline", "5.10.y", a short ref name */
	char *ref;		/* the whole ref name */
	uint32_t tip;
	uint32_t node;		/* index_node() of it */
	struct version series;	/* BRANCH_SERIES */
	ARRAY(const struct release *) releases;	/* that it holds; version order */
	bool nested;		/* each of them holds the one before */
};

struct branch_note {
	char *branch, *text;	/* of which one, by its name */
};

struct branches {
	ARRAY(struct branch) all;	/* mainline, series newest first, vendors by name */
	ARRAY(struct branch_note) notes;	/* what was left out, and why */
};

struct branch_options {
	const char *const *globs;	/* only what matches one, and mainline; none: all */
	size_t n_globs;
	const struct version *since;	/* older series are left out; NULL: none */
	const char *head;		/* the ref that is checked out; NULL when none is */
};

/* The releases among the index's refs and titles. */
void releases_find(struct releases *to, struct index *ix);
void releases_free(struct releases *r);

/*
 * The commits that questions will be asked of: releases, and the tips of what may
 * become a branch. They must be nodes before branches_find().
 */
void branches_nodes(struct positions *to, struct index *ix, const struct refs *refs,
		    const struct branch_options *o);

/* The commits of all refs. */
void refs_tips(struct positions *to, struct index *ix, const struct refs *refs);

/* @releases must outlive @to. */
void branches_find(struct branches *to, struct index *ix, const struct releases *releases,
		   const struct branch_options *o);
void branches_free(struct branches *b);

/* Whether the branch holds @pos. */
bool branch_holds(const struct branch *b, struct index *ix, uint32_t pos);
/* The place of the first of its releases that holds @pos; b->releases.n when none does. */
size_t branch_first_with(const struct branch *b, struct index *ix, uint32_t pos);

/* Whether a glob names a branch: its name, its ref, that without refs/heads/, refs/remotes/[R/]. */
bool branch_matches(const struct branch *b, const char *glob);

#endif
