/* SPDX-License-Identifier: GPL-2.0 */
/*
 * reading: chooses the files that some rule can match and reads them, and then, in
 * rounds, those that call or name what was found to tear down, and those that
 * define what such functions call: so wrappers are followed through any files.
 */
#ifndef CHECK_READING_H
#define CHECK_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "check/check.h"
#include "check/program.h"
#include "check/scan.h"
#include "check/source.h"

struct filter;

struct reading {
	const struct check_options *options;
	struct coverage *coverage;
	struct sources sources;
	bool *candidate;	/* of each source: holds words of a rule, or calls such code */
	struct unit **unit;	/* of each source, or NULL where it was not read */
	const char **text;	/* of each source that has a unit */
	size_t *len;
	struct program program;
	struct scan scan;
	struct filter **filter;	/* of each rule: its own words, or NULL where it has none */
};

/*
 * Lists, chooses and reads, with the help of @cache (NULL: none). reading_release() in any
 * case.
 */
struct error *reading_open(struct reading *r, const struct check_options *o, struct cache *cache,
			   const char *const paths[], size_t n, struct coverage *coverage);
void reading_release(struct reading *r);

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

#endif
