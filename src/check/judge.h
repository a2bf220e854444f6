/* SPDX-License-Identifier: GPL-2.0 */
/*
 * judge: walks what can show a rule's bug, and tells each case as a finding.
 * Two kinds of start: any function that tears down and releases (the rule's
 * Release calls), and callbacks after which the driver core releases devres
 * (.remove, and .probe when it fails).
 *
 * A callback is a bus's when its table is a struct bus_type or when it calls a
 * driver's own ->remove() or ->probe(): nothing is known then of what that driver
 * manages, so it may be anything. A driver's own callback counts only when its
 * file allocates managed memory that stands on what is torn down.
 */
#ifndef CHECK_JUDGE_H
#define CHECK_JUDGE_H

#include "check/finding.h"
#include "check/program.h"
#include "check/rule.h"

/*
 * Whether @c names what @rule takes for a release when it has returned (.remove, .probe), in a
 * table whose callbacks the driver core calls, or a bus on its behalf.
 */
bool judge_releases_behind(const struct rule *rule, const struct callback *c);

/* Whether @c tells by itself that the function is a bus's: its table is a struct bus_type, or
 * it fills in a driver that was handed to it. */
bool judge_is_bus_table(const struct callback *c);

/*
 * The teardowns (WALK_… bits) that count before a release that a function calls itself. Where the
 * rule is about callbacks that is left to the rules without them, but for what only buses do.
 */
unsigned judge_explicit_words(const struct rule *rule);

/*
 * Adds to @r a finding for each case in the units that were asked for and have @bit in
 * their rules; @p is linked.
 */
void judge_rule(const struct program *p, const struct rule *rule, unsigned bit,
		struct report *r);

/*
 * Whether @rule, as a rule for one file, can find anything in @u: some function tears
 * down (or could not be read), and the file has callbacks of the kind that the rule speaks
 * of, or calls one of its releases (@released: the file's text names one).
 */
bool judge_suits(const struct program *p, const struct rule *rule, struct unit *u,
		 bool released);

struct lines {
	ARRAY(unsigned) list;
};

/*
 * Adds the lines of @u where the program's own reading under @rule is one to trust over a
 * rule's report: the function was understood, and a teardown stands on the line.
 */
void judge_known(const struct program *p, struct unit *u, const struct rule *rule,
		 struct lines *to);

#endif
