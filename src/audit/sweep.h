/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sweep: the history of a rule over whole trees: for every branch the releases in
 * which each of its findings stands, and the commits that brought it and took it away.
 *
 * A finding is known again by its path and function, and of several in one function by
 * their order, whatever their lines and words are.
 */
#ifndef AUDIT_SWEEP_H
#define AUDIT_SWEEP_H

#include "audit/origin.h"
#include "audit/verdict.h"
#include "check/check.h"
#include "check/rule.h"
#include "history/version.h"

struct swept_interval {		/* of releases */
	char *from;		/* NULL: the tip, which no release holds yet */
	char *until;		/* the first without it; "(unreleased)"; NULL: to the end */
	struct swept_commit {
		char id[41];
		char *subject;
	} appeared, gone;	/* the commits that brought it, took it away; "", NULL: none */
};

struct swept_finding {		/* as it stands in the newest release that has it */
	char *path, *function, *message;
	unsigned line;
	enum confidence confidence;
	char *at;		/* that release; NULL: the tip */
	ARRAY(struct swept_interval) intervals;
};

struct swept_branch {
	char *branch, *ref;
	char tip[41];
	size_t releases;	/* that were looked at */
	ARRAY(struct swept_finding) findings;	/* by path, line */
};

struct sweep {
	const char *rule;
	ARRAY(struct swept_branch) branches;
	struct unknowns unknown;	/* what could not be seen, and where */
};

struct sweep_options {
	const struct trees *trees;
	const struct check_options *check;	/* its one rule is swept for */
	const char *const *paths;		/* only there; none: the whole trees */
	size_t n_paths;
	const struct version *since;		/* no releases before it; NULL */
};

/* Fills @to; release it in any case. */
struct error *sweep_run(struct sweep *to, const struct sweep_options *o);
void sweep_release(struct sweep *s);

#endif
