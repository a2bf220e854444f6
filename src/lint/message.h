/* SPDX-License-Identifier: GPL-2.0 */
/*
 * message: what the message of a patch or commit says of other commits, checked
 * against the repository. No history is walked: a commit that no branch holds is there
 * as long as its object is. The checks, as remarks name them:
 *
 *	fixes-unknown	(fails) 'Fixes: A' where A is no object, or no commit
 *	fixes-ambiguous	(fails) several commits' ids begin with A
 *	fixes-short	A has fewer than 12 digits
 *	fixes-subject	the subject quoted is not that of A; one cut by '...' is fine
 *	fixes-form	'Fixes:' with no id, or with one that no ("subject") follows
 *	stable-missing	the patch mends a known bug and has no 'Cc: stable@vger.kernel.org'
 *	upstream-unknown	(fails for a stable branch) 'commit A upstream.' likewise
 *	upstream-backport	A is itself 'commit B upstream.', and B is not named
 *	upstream-missing	for a stable branch: no upstream commit is named
 *	upstream-differs	for a stable branch: the patch adds or removes other lines than A
 *
 * The forms are those of Documentation/process/submitting-patches.rst (Fixes:, 12 digits
 * at least) and Documentation/process/stable-kernel-rules.rst (Cc: stable, 'commit A
 * upstream.', '[ Upstream commit A ]', stable+noautosel@kernel.org).
 */
#ifndef LINT_MESSAGE_H
#define LINT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "check/finding.h"
#include "history/repository.h"
#include "lint/named.h"

enum {
	MESSAGE_MAX_REMARKS = 20,	/* on a message; the first ones of its text are kept */
	MESSAGE_MAX_CLAIMS = 500,	/* what it says of further commits is not looked at */
};

struct earlier_patch {
	char *id;		/* 40 hex digits in lower case; NULL: it has none */
	char *subject;
};

/* What stays the same over a series. */
struct message_checks {
	struct repository *repository;
	bool stable;		/* the patches are for a stable branch */
	const char *lacks;	/* named_lack() */
	struct named_commits named;
	ARRAY(struct earlier_patch) earlier;
};

/* @r must outlive @c; NULL: none, what needs one is not checked. */
void message_checks_start(struct message_checks *c, struct repository *r, bool stable);
void message_checks_release(struct message_checks *c);
/*
 * Makes a patch of the series known to those behind it: what they say that they fix may
 * be in no repository yet. @id: 40 hex digits, in lower case, or NULL.
 */
void message_checks_add(struct message_checks *c, const char *id, const char *message,
			size_t len);

/*
 * Adds to the remarks of @to what is wrong with the @len bytes of @message (as a commit
 * has it: subject, empty line, body), of the patch called @of, in the file @path (NULL:
 * none), in the order of its lines; what no line says comes last. @mends: the rule whose
 * bug the patch mends and that stood in the base already, or NULL. @diff: its diff, as git
 * writes it; "" when not known. Where A may be missing because the clone is shallow, that
 * it is unknown is no error. What the upstream commit's own message has word for word in a
 * 'Fixes:' line is not remarked; nor is a difference that a line in square brackets, which
 * that message has not, tells ('[ jdoe: adapted to 5.4 ]'). An object that is there but
 * can't be read is an error; one that only the comparison needs is not.
 */
struct error *message_check(struct message_checks *c, const char *message, size_t len,
			    const char *of, const char *path, const struct rule *mends,
			    const char *diff, size_t diff_len, struct report *to);

/* What the check of this name is about, in a sentence without a full stop. */
const char *message_check_summary(const char *check);

#endif
