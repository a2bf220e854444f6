/* SPDX-License-Identifier: GPL-2.0 */
/* rule_choice: the rules that --rule and --confidence choose. */
#ifndef CMD_RULE_CHOICE_H
#define CMD_RULE_CHOICE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/mem.h"
#include "check/check.h"
#include "check/finding.h"
#include "check/rule.h"

struct rule_choice {
	ARRAY(const char *) rules;	/* names and .cocci files; none: those on by default */
	bool has_level;
	enum confidence level;
};

/* Takes the word of --confidence. */
struct error *rule_choice_level(struct rule_choice *c, const char *word);
/* What is weaker is not told. */
enum confidence rule_choice_lowest(const struct rule_choice *c);

/* Reads the rules chosen, and has @check run them; rules_release() in any case. */
struct error *rule_choice_read(const struct rule_choice *c, struct rules *rules,
			       struct check_options *check);

/* Findings may be weaker than their rule: those that are weaker than asked for go. */
void rule_choice_drop_weak(const struct rule_choice *c, struct report *r);

#endif
