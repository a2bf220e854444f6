/* SPDX-License-Identifier: GPL-2.0 */
/*
 * named: what the id that a message gives names in a repository. Ids are looked up
 * in the object store; no history is walked.
 */
#ifndef LINT_NAMED_H
#define LINT_NAMED_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map.h"
#include "history/claim.h"
#include "history/repository.h"

enum named_kind {
	NAMED_NOTHING,		/* no object has the id */
	NAMED_OTHER,		/* objects have it, but no commit */
	NAMED_SEVERAL,		/* commits have it */
	NAMED_COMMIT,
};

enum { NAMED_MOST = 8 };	/* commits of one abbreviated id that are told apart */

struct named_commit {
	git_oid id, tree;
	git_oid parent;		/* the first one */
	size_t parents;
	char *subject;		/* as git tells it: the first paragraph on one line */
	char *title;		/* the first line alone */
	char *message;
	size_t message_len;
};

struct named {
	enum named_kind kind;
	git_object_t type;	/* NAMED_OTHER: of one of them */
	size_t n;		/* commits: 1, or up to NAMED_MOST for NAMED_SEVERAL */
	git_oid ids[NAMED_MOST];
	const struct named_commit *commit;	/* NAMED_COMMIT; the struct named_commits' */
};

/* The commits that were read: each of them is read once. */
struct named_commits {
	struct repository *repository;
	struct map by_id;	/* by their ids: struct named_commit */
};

/*
 * What the first @nibbles hex digits of @id, from CLAIM_MIN_NIBBLES on, name. As git does
 * where a commit is asked for (git rev-parse A^{commit}), other objects that an abbreviated
 * id fits too are passed over. An object that is there but can't be read is an error.
 */
struct error *named_find(struct named_commits *c, const uint8_t *id, unsigned nibbles,
			 struct named *to);
/* The commit @id itself; NULL in *@to: there is none. */
struct error *named_read(struct named_commits *c, const git_oid *id,
			 const struct named_commit **to);
void named_release(struct named_commits *c);

/*
 * Why a commit may be missing from @r though it exists, as the end of a sentence; NULL:
 * for no reason. A shallow clone has no old ones. A partial clone has all of those that
 * were fetched but by a filter on the type of objects (git-rev-list(1), --filter): the
 * others leave out blobs and trees only.
 */
const char *named_lack(const struct repository *r);

#endif
