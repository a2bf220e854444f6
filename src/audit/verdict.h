/* SPDX-License-Identifier: GPL-2.0 */
/*
 * verdict: what an audit answers, as plain data for the writers. All text is
 * owned by the structure that holds it and may hold any bytes but NUL; ids are
 * 40 hex digits, or "" where there is none; dates are seconds since 1970, or 0.
 */
#ifndef AUDIT_VERDICT_H
#define AUDIT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

enum verdict {
	VERDICT_CARRIES,
	VERDICT_MISSING,
	VERDICT_PARTIAL,
	VERDICT_REVERTED,
	VERDICT_NOT_AFFECTED,
	VERDICT_UNKNOWN,
};

/* What an evidence rests on; of those that bring a fix, the strongest first. */
enum evidence_kind {
	EVIDENCE_ANCESTOR,	/* the fix itself is in the branch's history */
	EVIDENCE_MESSAGE,	/* a commit's message names the upstream commit */
	EVIDENCE_PICK,		/* a cherry-pick line, followed to the fix where it names another */
	EVIDENCE_PATCH_ID,	/* the same change */
	EVIDENCE_AUTHORSHIP,	/* the same subject, author and author date */
	EVIDENCE_SUBJECT,	/* the same subject alone: likely, no more */
	EVIDENCE_REVERT,	/* a commit that takes it back, or takes the taking back back */
	EVIDENCE_INTRODUCER,	/* that the bug came in, or never did */
	EVIDENCE_BOUNDARY,	/* where the history that can be seen ends */
	EVIDENCE_ABSENCE,	/* nothing in the branch's history names the fix */
	EVIDENCE_CODE,		/* a commit that changes the code, whatever it says of it */
};

/* What the code at a commit is found to be, in respect of a fix. */
enum code_state {
	CODE_UNASKED,		/* there is nothing to tell it by, or it was not asked */
	CODE_HAS_BUG,
	CODE_FIXED,
	CODE_PARTIAL,		/* some of the places that the fix mends are mended */
	CODE_CLEAN,		/* a rule finds nothing, and nothing is there that it could find */
	CODE_ABSENT,		/* none of the fix's files is there, under any name */
	CODE_UNCLEAR,		/* neither what was there before the fix nor what was after it */
	CODE_MISSING,		/* an object that it takes is not in the repository */
	CODE_UNREAD,		/* it can't be understood */
};

struct code_site {		/* a place that the fix mends, or mended elsewhere */
	char *path;
	unsigned line;		/* 0: not known */
	char *function;		/* "" where not known */
	bool fixed;		/* else it has the bug */
};

struct proof {			/* what the code says, at the newest commit of a branch */
	enum code_state state;
	char *by;		/* "rule NAME", "change"; NULL: CODE_UNASKED */
	char *release;		/* it is of this release; NULL: of the tip */
	char commit[41];
	ARRAY(struct code_site) sites;
	char *why;		/* CODE_MISSING, CODE_UNREAD: one line; NULL */
};

struct evidence {
	enum evidence_kind kind;
	char *text;		/* one sentence; where a message says it, its words in quotes */
	char commit[41];	/* what to look at with 'git show' */
};

struct interval {		/* releases that carry it: from one up to but not with another */
	char *from;		/* NULL: a commit no release holds yet */
	char *until;		/* NULL: to the end; "(unreleased)": the tip lacks it again */
};

struct release_verdict {
	char *release;		/* "v5.10.3" */
	long long date;
	enum verdict verdict;
};

struct branch_verdict {
	char *branch;		/* "mainline", "5.10.y", a vendor branch's short name */
	char *ref;		/* "refs/remotes/origin/linux-5.10.y"; or the highest tag's */
	char tip[41];
	enum verdict verdict;	/* both weighed: */
	enum verdict claim;	/* what history alone says */
	struct proof proof;	/* what the code says */
	char *first_release;	/* the first release with the fix; NULL: none has it */
	char *last_release;	/* the newest release of the branch; NULL: it has none */
	char commit[41];	/* that brought it */
	long long date;		/* of that commit (committer's) */
	ARRAY(struct interval) intervals;
	ARRAY(struct evidence) evidence;
	ARRAY(char *) notes;
	ARRAY(struct release_verdict) releases;	/* filled only when asked for; version order */
};

struct introducer {
	char id[41];
	char *subject;		/* may be "" */
	char *source;		/* who says so: "Fixes: tag", "rule NAME", "--introduced-by" */
	char *release;		/* the first mainline release with it; NULL: none known */
};

struct follower {		/* a commit whose Fixes: names the fix */
	char id[41];
	char *subject;
	char *release;		/* the first mainline release with it; NULL: none yet */
	ARRAY(char *) without;	/* branches that carry the fix but not this */
};

struct fix_audit {
	char fix[41];		/* the upstream commit */
	char *given;		/* as it was asked for: an id, a tag~3, a file, a rule */
	char *subject;		/* "" where no commit has the id */
	char *author;		/* "Name <address>" */
	long long date;
	ARRAY(struct introducer) introducers;	/* none: nothing says when the bug came in */
	ARRAY(struct branch_verdict) branches;	/* mainline, the newest series first, vendors' */
	ARRAY(struct follower) followers;
	ARRAY(char *) notes;
};

struct unknown {
	char *what, *why;
};

struct unknowns {		/* an ARRAY() that has a name */
	struct unknown *item;
	size_t n, cap;
};

struct audit {
	ARRAY(struct fix_audit) fixes;
	struct unknowns unknown;	/* an id no commit has, where history ends, … */
	bool releases;		/* releases were asked for, not branches */
};

/* "carries", "missing", "partial", "reverted", "not-affected", "unknown". */
const char *verdict_name(enum verdict v);
/* "ancestor", "message", "cherry-pick", "patch-id", "authorship", "subject", "revert", … */
/* "has-bug", "fixed", "partial", …; "unread" also where objects are missing. */
const char *code_state_name(enum code_state s);
const char *evidence_name(enum evidence_kind k);

void proof_release(struct proof *p);
void branch_verdict_release(struct branch_verdict *b);
void fix_audit_release(struct fix_audit *f);
void audit_release(struct audit *a);

/* What 'teardown missing' answers. */
struct missing_fix {
	char id[41];
	char *subject;
	char *release;		/* the first mainline release with it; NULL: none yet */
	long long date;
	ARRAY(char *) paths;	/* that it changes, sorted; those that were asked for first */
	struct {
		char commit[41];	/* what its Fixes: names */
		char *subject;
		char on_branch_as[41];	/* the same id where the branch has it as an ancestor */
		char *on_branch_in;	/* the branch's first release with it; NULL: none yet */
	} fixes;
	char *why;		/* one sentence, .note in it */
	char *note;		/* what else is to be known; NULL: nothing */
	ARRAY(char *) followers;	/* fixes to this one: "<12 digits> (\"subject\")" */
};

struct missing {
	char *branch, *ref;
	char tip[41];
	ARRAY(struct missing_fix) fixes;	/* by first path's folder, then oldest first */
	struct unknowns unknown;
	size_t seen;		/* upstream commits with a Fixes: line that were looked at */
};

void missing_release(struct missing *m);

#endif
