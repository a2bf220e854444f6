/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cursor: a place in a commit's message, which what is read there moves on. What
 * is not there leaves it where it is.
 */
#ifndef HISTORY_CURSOR_H
#define HISTORY_CURSOR_H

#include "history/claim.h"
#include "history/text.h"

/* @lines ends of lines may still be passed. */
struct cursor {
	const char *p, *end;
	unsigned lines;
};

/* '\0' behind the end, and for a NUL, which no form holds. */
static inline char cursor_at(const struct cursor *c, size_t i)
{
	return i < (size_t)(c->end - c->p) ? c->p[i] : '\0';
}

static inline bool cursor_at_line_end(const struct cursor *c)
{
	return c->p == c->end || *c->p == '\n';
}

static inline void cursor_skip_blanks(struct cursor *c)
{
	while (c->p < c->end && is_blank(*c->p))
		c->p++;
}

/* Over blanks and the end of the line, but over no empty line and into no quotation. */
void cursor_skip_space(struct cursor *c);
/* Over such space and the characters of @set. */
void cursor_skip_set(struct cursor *c, const char *set);

/* The number of hex digits of the id at @c; 0: none. */
unsigned cursor_id_length(const struct cursor *c);
/* The id at @c, if any, into @claim, which is empty; whether it may be a plain number. */
bool cursor_take_id(struct cursor *c, struct claim *claim);

/* The line below that of @c, trimmed; empty: none. */
struct text cursor_line_below(const struct cursor *c);

#endif
