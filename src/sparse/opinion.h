/* SPDX-License-Identifier: GPL-2.0 */
/*
 * opinion: what the compiled form of a file says of a rule's bug: findings as check/judge.h
 * makes them of the source.
 */
#ifndef SPARSE_OPINION_H
#define SPARSE_OPINION_H

#include <stdbool.h>

#include "check/finding.h"
#include "sparse/compiled.h"
#include "sparse/summary.h"

/* Adds to @r the findings in the file's own functions. */
void opinion_find(struct compiled *c, const struct rule *rule, struct report *r);

/*
 * Whether the file, as compiled, allocates managed memory of the rule's kind on a device that it
 * drives itself.
 */
bool opinion_holds_managed(struct compiled *c, const struct rule *rule);

/* Adds to @to the functions of other files that the file makes callbacks: its source tells. */
void opinion_callbacks(const struct compiled *c, struct summaries *to);

/* Adds to @to what other files must know of the file's functions, under all of the code's rules. */
void opinion_summarise(struct compiled *c, struct summaries *to);

#endif
