/* SPDX-License-Identifier: GPL-2.0 */
/*
 * revisions: the commits that words name: a revision as git has them ("v5.10.3",
 * "HEAD~2", an id); all releases from one to another, both included, by version
 * ("v4.9..v6.12"); the tags and branches that a glob matches ("linux-?.y",
 * "v5.10.[0-9]").
 */
#ifndef HISTORY_REVISIONS_H
#define HISTORY_REVISIONS_H

#include "history/repository.h"

struct revision_name {
	char *name;		/* as it was given, or the short name of the ref */
	git_oid commit, tree;
};

struct revisions {
	ARRAY(struct revision_name) all;	/* each name once */
};

/*
 * Adds what @word names: in the order of versions where a range or a glob names
 * several. What names nothing is an error that says so.
 */
struct error *revisions_add(struct revisions *to, struct repository *r, const char *word);
void revisions_release(struct revisions *r);

#endif
