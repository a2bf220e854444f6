/* SPDX-License-Identifier: GPL-2.0 */
/*
 * text: a piece of a commit's message, and the classes of its bytes. A message is
 * of any bytes, so the classes are of ASCII, whatever the locale is. All of it is
 * asked for on each line of a history, so it is inline.
 */
#ifndef HISTORY_TEXT_H
#define HISTORY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Borrowed; no NUL ends it. */
struct text {
	const char *p;
	size_t len;
};

/* Not the end of a line. */
static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static inline bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool in_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '_';
}

static inline char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

static inline bool one_of(char c, const char *set)
{
	for (; *set; set++)
		if (*set == c)
			return true;
	return false;
}

/* The line that begins at @p, without its newline. */
static inline struct text text_line(const char *p, const char *end)
{
	const char *nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;

	return (struct text){ p, (size_t)((nl ? nl : end) - p) };
}

/* Without blanks at either end. */
static inline struct text text_trim(struct text l)
{
	while (l.len && is_blank(l.p[l.len - 1]))
		l.len--;
	while (l.len && is_blank(*l.p)) {
		l.p++;
		l.len--;
	}
	return l;
}

/* Whether it begins with @prefix, in lower case, whatever the case of its own letters. */
static inline bool text_starts(struct text l, const char *prefix)
{
	size_t i;

	for (i = 0; prefix[i]; i++)
		if (i == l.len || lower(l.p[i]) != prefix[i])
			return false;
	return true;
}

#endif
