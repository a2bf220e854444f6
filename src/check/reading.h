/* SPDX-License-Identifier: GPL-2.0 */
/*
 * reading: chooses the files that some rule can match and reads them, and then, in
 * rounds (eight at most), those that call or name what was found to tear down, and those
 * that define what is called, a few levels deep, with a device in hand that is torn down:
 * so wrappers are followed through other files. A member's name is followed only where
 * few files hold it.
 */
#ifndef CHECK_READING_H
#define CHECK_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "check/check.h"
#include "check/program.h"
#include "check/supply.h"

struct filter;

struct reading {
	const struct check_options *options;
	struct coverage *coverage;
	struct supply *supply;
	const struct sources *sources;	/* the supply's */
	bool *candidate;	/* of each source: holds words of a rule, or a wrapper's name */
	struct unit **unit;	/* of each source, or NULL; they belong to the supply */
	struct program program;
	struct map words, names;	/* asked for -> READING_… bits of what holds them */
	struct filter **filter;	/* of each rule: its own words, or NULL where it has none */
};

enum {				/* what a file is that holds a word, or defines a name */
	READING_FIRST = 1,	/* a candidate by the rules' own words */
	READING_CALLS = 2,	/* a candidate, for any rule: it calls a wrapper */
	READING_ASIDE = 4,	/* read for what it defines; no candidate */
};

/* The rules that may find something in @u, a candidate of those bits. */
unsigned reading_rules(const struct reading *r, const struct unit *u, unsigned bits);

/* Chooses and reads. */
void reading_open(struct reading *r, const struct check_options *o, struct supply *supply,
		  struct coverage *coverage);
void reading_release(struct reading *r);

/*
 * Adds what the units of the sources with of[i] would have the reading ask for as they
 * stand: words, and names of functions. The maps' values say nothing. @fresh: the program
 * was judged since this was asked last.
 */
void reading_asks(struct reading *r, const bool of[], bool fresh, struct map *words,
		  struct map *names);

/* Adds what was asked for and what of it can match to the coverage. */
void reading_count(struct reading *r);

/*
 * The words by which @rule's own patterns can be told in a file: teardowns (with @any also
 * those of what is merely reached from the device), and releases that are calls. The
 * strings belong to the rule.
 */
struct words {
	ARRAY(const char *) list;
};
void reading_teardown_words(const struct rule *rule, bool any, struct words *w);
void reading_release_words(const struct rule *rule, struct words *w);
/* Those of all rules that a reading first looks for. */
void reading_first_words(const struct check_options *o, struct words *w);

#endif
