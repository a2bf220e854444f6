/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lines: the lines of a text that say something, each without its blanks and its
 * comments, and where equal ones stand. Comments are those of C, and whole lines
 * behind "# " (not "# define" and its like).
 */
#ifndef PROOF_LINES_H
#define PROOF_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

enum grade {
	GRADE_NOISE,		/* braces, else, #include, #ifdef: tells nothing */
	GRADE_COMMON,		/* return ret; break; goto err; x = 0: only where it stands tells */
	GRADE_OWN,
};

struct line {
	uint64_t hash;		/* of its bytes, blanks and comments left out */
	uint64_t head;		/* hash of the name of the head it is under, 0 for none */
	uint32_t number;	/* in the text, from 1 */
	uint32_t under;		/* index into heads, LINE_NONE for none */
	uint32_t next;		/* the next line of the same slot, LINE_NONE for none */
	enum grade grade;
};

#define LINE_NONE UINT32_MAX

/* A line in the first column that looks like a function's (or a struct's …) first. */
struct head {
	uint64_t hash;		/* of its name */
	const char *name;	/* in the text */
	size_t len;
	uint32_t next;		/* the next head of the same slot */
};

struct lines {
	ARRAY(struct line) list;
	ARRAY(struct head) heads;
	uint32_t *slot;		/* the first line of each hash, LINE_NONE for none */
	uint32_t *head_slot;	/* the first head likewise */
	size_t slots;		/* a power of two */
};

enum { LINES_MAX_TEXT = 8 << 20, LINES_MAX = 300000 };

/*
 * Reads @text, which must outlive @l. False, and @l empty: it's binary (it holds a
 * NUL) or larger than LINES_MAX_TEXT, LINES_MAX. @plain, unless NULL, is given the
 * stripped lines, each with a newline. Release @l in any case.
 */
bool lines_read(struct lines *l, const char *text, size_t len, struct str *plain);
void lines_release(struct lines *l);

/* The first line of that hash, and the one after @at of the same; LINE_NONE: no more. */
uint32_t lines_first(const struct lines *l, uint64_t hash);
uint32_t lines_next(const struct lines *l, uint32_t at);
/* How many lines have that hash; counts no further than @most. */
unsigned lines_count(const struct lines *l, uint64_t hash, unsigned most);
/* Likewise, of those under heads of that name. */
unsigned lines_count_under(const struct lines *l, uint64_t hash, uint64_t head, unsigned most);
/* Whether there's a head of that name. */
bool lines_has_head(const struct lines *l, uint64_t head);

#endif
