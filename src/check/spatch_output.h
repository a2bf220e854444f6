/* SPDX-License-Identifier: GPL-2.0 */
/*
 * spatch_output: what spatch prints, read from bytes that may be anything. The
 * files it was given are named by numbers: "7.c" or "7.h" is file 7.
 */
#ifndef CHECK_SPATCH_OUTPUT_H
#define CHECK_SPATCH_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

struct spatch_found {		/* "7.c:12:1-22: message" on stdout */
	size_t file;
	unsigned line, column;	/* from 1 */
	const char *message;	/* inside the bytes given; no newline in it */
	size_t len;
};

enum spatch_note_kind {
	NOTE_READ,		/* it began with the file, or saw that no rule can match in it */
	NOTE_BAD,		/* a function that did not parse: a line in it */
	NOTE_EXCEPTION,		/* it gave the file up: text says why */
};

struct spatch_note {		/* from stderr */
	enum spatch_note_kind kind;
	size_t file;
	unsigned line;
	const char *text;	/* inside the bytes given */
	size_t len;
};

struct spatch_founds { ARRAY(struct spatch_found) all; };
struct spatch_notes { ARRAY(struct spatch_note) all; };

/* Report mode's lines in @out; lines of other shapes are passed over. */
void spatch_read_out(struct spatch_founds *f, const char *out, size_t len);

/*
 * The notes in @err, as --verbose-parsing --parse-error-msg print them. What
 * did not parse and is no function (a macro's definition, an initialiser) makes
 * no note.
 */
void spatch_read_err(struct spatch_notes *n, const char *err, size_t len);

/* The last line of @err that says why spatch ended; "" when there is none. The caller frees it. */
char *spatch_last_words(const char *err, size_t len);

/* All such lines of @err in one, to 300 bytes. The caller frees it. */
char *spatch_words(const char *err, size_t len);

/* "1.1.1" of "spatch version 1.1.1 compiled …", or NULL. The caller frees it. */
char *spatch_read_version(const char *out, size_t len);

#endif
