/* SPDX-License-Identifier: GPL-2.0 */
/*
 * settle: the verdict on a fix on a branch from what history claims and what the code
 * says, side by side. teardown(1) has the table.
 */
#ifndef AUDIT_SETTLE_H
#define AUDIT_SETTLE_H

#include "audit/prover.h"
#include "audit/verdict.h"
#include "history/history.h"

struct settling {
	struct branch_verdict *to;	/* holds what history claims */
	struct history *h;
	const struct branch *b;
	struct prover *prover;		/* turned to the fix */
	const bool *claimed;		/* of each release, and then of the tip: it carries it */
	bool introduced;		/* something says what brought the bug */
};

/* Sets to->claim, to->proof, and the rest of @to to both weighed. */
struct error *settle_branch(const struct settling *s);

/* The verdict on one release, which history alone gives as @claim. */
enum verdict settle_release(const struct settling *s, size_t release, enum verdict claim);

#endif
