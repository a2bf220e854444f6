/* SPDX-License-Identifier: GPL-2.0 */
/*
 * prover: what the code at commits of the audited repository is, in respect of one fix
 * after the other: told by a rule that knows the fix (by_rule.h), else by the fix's own
 * change (by_change.h). What was found is kept in the index, one piece a fix, as long
 * as the rules and this program are the same.
 */
#ifndef AUDIT_PROVER_H
#define AUDIT_PROVER_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/code.h"
#include "audit/origin.h"
#include "check/rule.h"

struct prover;

struct prover_options {
	const struct trees *trees;
	const struct rules *rules;	/* NULL: none */
	unsigned jobs;
	bool quiet;			/* no progress */
};

/* What @o points to must outlive it. */
struct prover *prover_new(const struct prover_options *o);
void prover_free(struct prover *p);	/* NULL is fine */

/* Turns to a fix, which must live until the next one or prover_leave(). */
void prover_take_up(struct prover *p, const struct origin *fix);
/* Keeps what was found of it in the index, as far as that can be written. */
void prover_leave(struct prover *p);

/*
 * By what it is told: "rule NAME", "change"; NULL: there is nothing to tell it by, then
 * nothing need be asked. @why (may be NULL) is then one line, or NULL where it is plain;
 * it lives until the next fix is taken up.
 */
const char *prover_by(struct prover *p, const char **why);

/*
 * Finds out about the @n commits; @tip is that of the branch they are asked for. Then
 * prover_code() tells; it lives until the next fix is taken up.
 */
struct error *prover_ask(struct prover *p, const uint32_t pos[], size_t n, uint32_t tip);
const struct code *prover_code(const struct prover *p, uint32_t pos);

#endif
