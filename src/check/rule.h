/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rule: one semantic patch of cocci/ and what its header says. The file's name
 * without .cocci is the rule's name. Header lines (all of the form
 * "// Word: text", a description in "/// text"), beside the kernel's own
 * (Documentation/dev-tools/coccinelle.rst):
 *
 *	// Fixed-by: 376991db4b64… driver core: Postpone …
 *	// Fixed-by: 4d1014c1816c [dma_range_map]	(one kind of the bug only)
 *	// Fixed-in: drivers/base/dd.c really_probe, …	(where that fix mends it, for
 *				repositories that do not have its commit)
 *	// Introduced-by: 09515ef5ddad… of/acpi: Configure …
 *	// Default: off		(not run unless asked for)
 *	// Wrong: / // Right:	(followed by //	lines: a shape for 'teardown rules')
 *
 * and the rule's vocabulary, which is what check needs to follow the same
 * bug through wrappers, callbacks and other files:
 *
 *	// Teardown: PATTERN	takes down what devres may stand on
 *	// Teardown-managed: PATTERN	likewise, where managed DMA memory is held on the device
 *	// Teardown-bus: PATTERN	likewise, where bus code does it
 *	// Release: PATTERN	releases devres
 *	// Configure: PATTERN	sets the same thing up again
 *	// Managed: PATTERN	allocates managed memory that stands on it
 *
 * A PATTERN is C with 'dev' for the device:
 *
 *	name(dev)  name(dev, NULL)	a call; arguments behind these are free
 *	name(_, dev)			likewise; _ is any argument
 *	name*(dev)			a call of any function so prefixed
 *	name(dev->member)		a call on a member of the device
 *	name(dev...)			a call on anything reached from the device or what holds it
 *	->name(dev)			a call through a member of that name
 *	dev->member = NULL		an assignment
 *	.remove  .probe			(Release only) the return from such a callback, of
 *					.probe a failing one
 */
#ifndef CHECK_RULE_H
#define CHECK_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/mem.h"

enum confidence { CONFIDENCE_LOW, CONFIDENCE_MODERATE, CONFIDENCE_HIGH };

enum word {		/* what a pattern's match does to a device */
	WORD_TEARDOWN,
	WORD_TEARDOWN_MANAGED,
	WORD_TEARDOWN_BUS,
	WORD_RELEASE,
	WORD_CONFIGURE,
	WORD_MANAGED,
};

enum pattern_kind {
	PATTERN_CALL,		/* name(…) */
	PATTERN_PREFIX_CALL,	/* name*(…) */
	PATTERN_MEMBER_CALL,	/* ->name(…) */
	PATTERN_ASSIGN_NULL,	/* dev->member = NULL */
	PATTERN_CALLBACK,	/* .remove, .probe */
};

enum pattern_reach {
	REACH_DEVICE,		/* the argument is the device */
	REACH_MEMBER,		/* the argument is dev->member */
	REACH_ANY,		/* the argument is anything reached from the device */
};

struct pattern {
	enum word word;
	enum pattern_kind kind;
	enum pattern_reach reach;
	char *name;		/* function, method or callback; NULL for PATTERN_ASSIGN_NULL */
	char *member;		/* REACH_MEMBER and PATTERN_ASSIGN_NULL */
	unsigned arg;		/* which argument holds the device, from 0 */
	int null_arg;		/* which argument must be NULL, or -1 */
};

struct fix_site {
	char *path, *function;
};

struct fix {
	char *id;		/* 40 hex digits, or as many as the header gives */
	char *subject;		/* may be "" */
	char *of;		/* only for findings in whose words this stands; or NULL: for all */
	ARRAY(struct fix_site) sites;	/* may be none */
};

struct rule {
	char *name;
	char *path;
	char *text;		/* the whole file */
	size_t len;
	char *summary;		/* the first sentence of the /// lines, on one line */
	char *description;	/* all /// lines, newlines between */
	char *comments;		/* // Comments: and the lines that go on with it; may be "" */
	char *wrong, *right;	/* shapes, several lines each; may be "" */
	enum confidence confidence;
	bool on_by_default;
	ARRAY(struct fix) fixed_by;
	ARRAY(struct fix) introduced_by;
	ARRAY(struct pattern) patterns;
};

struct rules {
	ARRAY(struct rule) all;		/* by name */
};

/* "High", "Moderate", "Low". */
const char *confidence_name(enum confidence c);
/* In any case of letters; false for other words. */
bool confidence_parse(const char *word, enum confidence *c);

/*
 * Reads every *.cocci of folder @dir. An unreadable file, a missing or unknown
 * Confidence, or a vocabulary line that is no pattern is an error naming file
 * and line. rules_release() frees all, also after an error.
 */
struct error *rules_read(struct rules *rules, const char *dir);
/* Adds one rule file by path. */
struct error *rules_read_file(struct rules *rules, const char *path);
/* Takes one rule out; those behind it move up. */
void rules_drop(struct rules *rules, size_t i);
void rules_release(struct rules *rules);

const struct rule *rules_find(const struct rules *rules, const char *name);

/*
 * The folder of the rules: $TEARDOWN_RULES, else cocci/ beside the program (a
 * build tree), else the installed @RULESDIR. The caller frees it.
 */
struct error *rules_folder(char **dir);

/*
 * Parses one vocabulary line's pattern text. @text need not be terminated at
 * the line's end beyond its NUL. False when it is none; then nothing is owned.
 */
bool pattern_parse(struct pattern *p, enum word word, const char *text);
void pattern_release(struct pattern *p);

/* Whether a call of @name, or through a @member of that name, is one that @p speaks of. */
bool pattern_calls(const struct pattern *p, const char *name, size_t len, bool member);

#endif
