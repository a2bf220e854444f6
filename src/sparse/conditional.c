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
};

struct scan {
	ARRAY(struct open_if) open;
	bool comment;		/* the line begins inside of one */
};

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
		} else if (*p == '"') {
			for (p++; p < end && *p != '"'; p++)
				p += *p == '\\';
			p += p < end;
		} else {
			p++;
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
		*array_push(&s->open) = (struct open_if){ hash, hash, len, len, line };
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
	if (!s->comment && hash < end && *hash == '#')
		take_directive(s, hash, end, line);
	skip_comments(s, p, end);
}

/* A header's guard: #ifndef before anything else, of a name that the next line defines. */
static bool is_guard(const struct open_if *o, const char *text, size_t len)
{
	const char *next = memchr(o->first, '\n', (size_t)(text + len - o->first));

	return is_word(o->first, o->first + o->first_len, "#ifndef") && next &&
	       is_word(next + 1, text + len, "#define");
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
