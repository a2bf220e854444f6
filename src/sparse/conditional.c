// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/conditional.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

enum { MAX_TEXT = 80 };

struct open_if {
	const char *first, *now;	/* the #if, and that or its latest #elif or #else */
	size_t first_len, now_len;
	unsigned line;		/* of .now */
	bool leads;		/* nothing but comments stands before it */
};

struct scan {
	ARRAY(struct open_if) open;
	bool comment;		/* the line begins inside of one */
	bool continued;		/* it goes on with the one before */
	bool code;		/* something else than a comment has come */
};

/* Behind the string or character that begins at @p. */
static const char *skip_quoted(const char *p, const char *end)
{
	char quote = *p;

	for (p++; p < end && *p != quote; p++)
		p += *p == '\\';
	return p < end ? p + 1 : end;
}

static void skip_comments(struct scan *s, const char *p, const char *end)
{
	while (p < end) {
		if (s->comment) {
			p = memmem(p, (size_t)(end - p), "*/", 2);
			if (!p)
				return;
			s->comment = false;
			p += 2;
		} else if (end - p > 1 && p[0] == '/' && p[1] == '/') {
			return;
		} else if (end - p > 1 && p[0] == '/' && p[1] == '*') {
			s->comment = true;
			p += 2;
		} else {
			s->code |= !isspace((unsigned char)*p);
			p = *p == '"' || *p == '\'' ? skip_quoted(p, end) : p + 1;
		}
	}
}

static bool is_word(const char *p, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(end - p) >= len && !memcmp(p, word, len) &&
	       (p + len == end || !isalnum((unsigned char)p[len]));
}

static void take_directive(struct scan *s, const char *hash, const char *end, unsigned line)
{
	const char *p = hash + 1;
	size_t len = (size_t)(end - hash);

	while (len && isspace((unsigned char)hash[len - 1]))
		len--;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (is_word(p, end, "if") || is_word(p, end, "ifdef") || is_word(p, end, "ifndef")) {
		*array_push(&s->open) = (struct open_if){ hash, hash, len, len, line,
							       !s->code };
	} else if (s->open.n && (is_word(p, end, "else") || is_word(p, end, "elif") ||
				 is_word(p, end, "elifdef") || is_word(p, end, "elifndef"))) {
		struct open_if *o = &s->open.item[s->open.n - 1];

		o->now = hash;
		o->now_len = len;
		o->line = line;
	} else if (s->open.n && is_word(p, end, "endif")) {
		s->open.n--;
	}
}

static void take_line(struct scan *s, const char *p, const char *end, unsigned line)
{
	const char *hash = p;

	while (hash < end && (*hash == ' ' || *hash == '\t'))
		hash++;
	if (!s->comment && !s->continued && hash < end && *hash == '#')
		take_directive(s, hash, end, line);
	skip_comments(s, p, end);
	s->continued = end > p && end[-1] == '\\';
}

/* A header's guard: #ifndef before anything else, of what the next line defines. */
static bool is_guard(const struct open_if *o, const char *text, size_t len)
{
	const char *end = o->first + o->first_len, *of = o->first + strlen("#ifndef");
	const char *next = memchr(o->first, '\n', (size_t)(text + len - o->first)), *name;

	if (!o->leads || !next || !is_word(o->first, end, "#ifndef") ||
	    !is_word(next + 1, text + len, "#define"))
		return false;
	name = next + 1 + strlen("#define");
	while (of < end && name < text + len && *of == *name) {
		of++;
		name++;
	}
	return of == end && (name == text + len || isspace((unsigned char)*name));
}

static int shown(size_t len)
{
	return len < MAX_TEXT ? (int)len : MAX_TEXT;
}

char *conditional_around(const char *text, size_t len, unsigned line, unsigned from, unsigned *at)
{
	const char *end, *p = text;
	struct scan s = { .comment = false };
	char *found = NULL;

	for (unsigned l = 1; p < text + len && l < line; l++, p = end + 1) {
		end = memchr(p, '\n', (size_t)(text + len - p));
		if (!end)
			break;
		take_line(&s, p, end, l);
	}
	while (s.open.n && !found) {
		const struct open_if *o = &s.open.item[--s.open.n];

		if (o->line < from || (o->first == o->now && is_guard(o, text, len)))
			continue;
		*at = o->line;
		found = o->first == o->now ? mem_strndup(o->now, (size_t)shown(o->now_len)) :
			mem_printf("%.*s of %.*s", shown(o->now_len), o->now,
				   shown(o->first_len), o->first);
	}
	array_free(&s.open);
	return found;
}
