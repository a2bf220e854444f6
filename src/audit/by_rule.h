/* SPDX-License-Identifier: GPL-2.0 */
/*
 * by_rule: what the code of a tree is, told by a rule's findings. A rule knows a fix
 * when findings of it in the files that the fix changes go away with the fix, or when
 * its header names the fix and says where it mends the bug (Fixed-in).
 *
 * The fix's sites are the functions whose findings go away. In another tree a finding
 * in one of these, or in a function that the fix's file did not have, is the bug.
 */
#ifndef AUDIT_BY_RULE_H
#define AUDIT_BY_RULE_H

#include "audit/change.h"
#include "audit/code.h"
#include "audit/lookup.h"
#include "audit/names.h"
#include "audit/origin.h"
#include "check/rule.h"

struct by_rule;

struct by_rule_options {
	const struct trees *trees;
	const struct rules *rules;
	struct lookup *lookup;		/* of the audited repository */
	struct names *names;		/* of the fix's files */
	unsigned jobs;
	bool quiet;
};

/*
 * *@to is NULL where no rule knows the fix @id. @change and @files are what it changes,
 * where it can be read, else NULL. What @o points to must outlive it.
 */
struct error *by_rule_new(struct by_rule **to, const struct by_rule_options *o,
			  const git_oid *id, const struct change *change,
			  const struct changed_files *files);
void by_rule_free(struct by_rule *r);

/* The rule's name; of several the first. */
const char *by_rule_name(const struct by_rule *r);

/*
 * Answers for @n trees of the audited repository: code[i] points to what is found at at[i];
 * it lives as long as @r.
 */
struct error *by_rule_ask(struct by_rule *r, const struct names_at at[], size_t n,
			  const struct code *code[]);

#endif
