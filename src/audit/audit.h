/* SPDX-License-Identifier: GPL-2.0 */
/*
 * audit: which releases and branches carry which fixes. One case is one fix: its
 * copies, what introduced its bug, what repaired it; audit/weigh.h makes a verdict
 * for a branch of it.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "audit/boundary.h"
#include "audit/copies.h"
#include "audit/origin.h"
#include "audit/verdict.h"
#include "base/error.h"
#include "base/mem.h"
#include "check/rule.h"

struct audit_options {
	struct trees trees;
	const struct rules *rules;	/* their headers know fixes and introducers */
	const char *no_rules;	/* why there are none, one line; NULL */
	const char *const *introduced_by;	/* ids or revisions, in place of what commits say */
	size_t n_introduced_by;
	const struct version *since;	/* releases before it are not listed; NULL: all */
	bool releases;			/* a verdict for each release too */
	bool no_proof;			/* from history alone: no code is read */
	unsigned jobs;
	bool quiet;			/* no progress */
};

struct request {		/* one fix that was asked for */
	char *given;		/* how */
	git_oid id;		/* of the upstream commit, or as given where no commit has it */
	char *note;		/* how it was found, where that is not plain; NULL */
};

struct requests {
	ARRAY(struct request) all;
};

/*
 * The fixes that @words name: ids, revisions, patch and mail files, rules. No words:
 * those of all rules. What names no commit that can be known goes to a->unknown; a
 * word that could never name one is an error.
 */
struct error *requests_read(struct requests *to, struct audit *a, const struct audit_options *o,
			    const char *const words[], size_t n);
void requests_release(struct requests *r);

struct introduced {
	struct origin origin;
	struct copies copies;
	char *source;		/* "Fixes: tag", "rule NAME", "--introduced-by" */
};

struct same_change;
struct prover;

struct fix_case {
	const struct audit_options *o;
	struct same_change *same;	/* the search of all cases */
	struct prover *prover;		/* of all cases; NULL: nothing is proved */
	const struct boundaries *boundaries;
	struct origin fix;
	struct copies copies;
	ARRAY(struct introduced) introduced;	/* none: nothing says when the bug came in */
};

/* Fills @to (release it in any case) with the verdicts on @requests. */
struct error *audit_run(struct audit *to, const struct audit_options *o,
			const struct requests *requests);

/* Finds what introduced the bug; what can't be resolved is a note in @notes. */
struct error *introducers_find(struct fix_case *c, struct fix_audit *notes);
/* Adds the commits that repair the fix, and which branches lack them, to @to. */
struct error *followers_find(struct fix_case *c, struct fix_audit *to);

/*
 * The commit that a Fixes: claim names: by its id, also one that only backports
 * name, else by the subject it quotes, in the repository that holds mainline first.
 * False when there is none or more than one; *@by_subject tells which way it was found.
 */
struct claim;
bool claim_resolve(const struct trees *t, const struct claim *claim, git_oid *id,
		   bool *by_subject);

/* The commit that an id or a revision ("v5.1-rc1~3") names in the trees. */
struct error *revision_resolve(const struct trees *t, const char *word, git_oid *id);

/* Adds @note, which it takes over, to an array of strings. */
#define note_add(notes, note) ((void)(*array_push(notes) = (note)))

#endif
