/* SPDX-License-Identifier: GPL-2.0 */
/*
 * finding: one place where a rule matches, with its whole story; and coverage:
 * what was looked at and what could not be seen. Both are what the writers in
 * report/ turn into text, JSON and the rest.
 */
#ifndef CHECK_FINDING_H
#define CHECK_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "check/rule.h"

enum place_kind {		/* JSON "kind" of a related place */
	PLACE_TEARDOWN,		/* a further teardown of the same device on the way */
	PLACE_INSIDE,		/* inside a wrapper: the teardown or release it makes */
	PLACE_PATH,		/* a step of the path: a goto, a branch taken, a label */
	PLACE_RELEASE,		/* where devres is released */
	PLACE_CALLBACK,		/* where the function is made a callback */
	PLACE_MANAGED,		/* managed memory that is hurt */
	PLACE_CHANGE,		/* lint: where the change is that makes it a bug */
};

struct place {
	enum place_kind kind;
	char *path;		/* as the finding's; relative to the root when in it */
	unsigned line;		/* from 1 */
	unsigned column;	/* from 1; 0 when not known */
	char *message;		/* a sentence's part without a capital or a full stop */
};

enum opinion {			/* of the compiled form: check --confirm */
	OPINION_NONE,		/* it was not asked */
	OPINION_CONFIRMED,	/* that path is in the kernel that this build makes */
	OPINION_REFUTED,	/* it is not */
	OPINION_UNSEEN,		/* nothing can be said: see why */
};

struct finding {
	const struct rule *rule;
	enum confidence confidence;	/* the rule's, or lower where the case is weaker */
	char *path;		/* relative to the root of the check when inside it */
	unsigned line, column;	/* of the teardown; from 1 */
	char *function;
	char *message;		/* one line: the whole thing in a sentence */
	ARRAY(struct place) related;	/* in the order in which they are reached */
	char *patch;		/* a unified diff with the rule's patch, or NULL */
	char *no_patch;		/* why there is none, or NULL when the rule makes none at all */
	unsigned state;		/* lint: its lines are those of the files after so many patches */
	char *brought;		/* lint: the patch or commit that brings it, in words; else NULL */
	char *mended;		/* lint: a later one of the series that mends it; else NULL */
	enum opinion opinion;
	char *opinion_why;	/* one line without a full stop; NULL where there is none */
};

struct unparsed {		/* a function that spatch could not parse */
	char *path;
	unsigned line;		/* where the function starts; the bad line when none is known */
	char *function;		/* "" when not known */
};

struct unseen {			/* a file of which nothing is known */
	char *path;
	char *why;		/* "timeout", "spatch failed: …", "Permission denied" */
	bool timeout;
};

struct coverage {
	size_t files;		/* C files seen */
	size_t candidates;	/* those that can match some rule */
	size_t functions;	/* functions in candidate files */
	ARRAY(struct unparsed) unparsed;
	ARRAY(struct unseen) unseen;
};

/* lint: what is wrong with the message of a patch or commit. */
struct remark {
	const char *check;	/* a constant name: "fixes-unknown", …: see lint/message.h */
	bool fails;		/* an error, not a warning */
	char *of;		/* the patch or commit, in words */
	char *path;		/* the file that holds the patch; NULL: a commit, or stdin */
	char *line;		/* the message's line that it is about; NULL */
	char *text;		/* one line, without a full stop */
};

struct report {
	char *root;		/* the folder that paths are relative to; absolute */

	/*
	 * Where the bytes of its files are to be had when they are in no folder, in the state
	 * that a finding is of: the caller frees what it is given, NULL where there is
	 * none. NULL: they are files.
	 */
	char *(*text)(void *ctx, unsigned state, const char *path, size_t *len);
	void *text_ctx;
	ARRAY(struct finding) findings;	/* sorted: path, line, column, rule */
	ARRAY(struct remark) remarks;	/* lint: in the order of the patches */
	struct coverage coverage;
};

const char *opinion_name(enum opinion o);	/* "confirmed", "refuted", "unseen"; "" */
const char *place_kind_name(enum place_kind k);	/* "teardown", "inside", … */

void finding_release(struct finding *f);
void coverage_release(struct coverage *c);
void report_release(struct report *r);

/* Sorts findings and coverage; the order is the same on every run. */
void report_sort(struct report *r);

/* Whether @fix, one of its rule's, mends a bug of this finding's kind. */
bool finding_has_fix(const struct finding *f, const struct fix *fix);

/* Whether all that could match was seen: nothing unparsed, nothing unseen. */
bool coverage_complete(const struct coverage *c);

/* Adds a place; copies @path, takes over @message. */
void finding_add_place(struct finding *f, enum place_kind kind, const char *path,
		       unsigned line, unsigned column, char *message);

/*
 * The teardown as the message has it, "arch_teardown_dma_ops(dev)", of *@len bytes in it; NULL:
 * it has none.
 */
const char *finding_teardown(const struct finding *f, size_t *len);

/*
 * A fingerprint that survives line drift: 16 hex digits over rule, path,
 * function and the teardown's text as it stands in the message. The caller
 * frees it.
 */
char *finding_fingerprint(const struct finding *f);

#endif
