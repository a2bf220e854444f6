// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/quote.h"

#include "history/header.h"

static const struct quote {
	const char *open, *close;
} quotes[] = {
	{ "(\"", "\")" }, { "('", "')" }, { "(\xe2\x80\x9c", "\xe2\x80\x9d)" },
	{ "(\xe2\x80\x98", "\xe2\x80\x99)" }, { "(`", "`)" },
	{ "\"", "\"" }, { "'", "'" }, { "\xe2\x80\x9c", "\xe2\x80\x9d" },
};

static bool take(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, text, n))
		return false;
	c->p += n;
	return true;
}

/* Whether a quotation may end before @c. */
static bool may_close(const struct cursor *c)
{
	return cursor_at_line_end(c) || is_blank(*c->p) || one_of(*c->p, ".,;:)]");
}

/* The first @close on the line that may end a quotation; the last one for a plain ')'. */
static const char *find_close(struct text l, const char *close)
{
	const char *p = l.p, *end = l.p + l.len;
	struct cursor behind;

	if (*close == ')')
		return memrchr(l.p, ')', l.len);
	for (; p < end && (p = memchr(p, *close, (size_t)(end - p))); p++) {
		behind = (struct cursor){ p, end, 0 };
		if (take(&behind, close) && may_close(&behind))
			return p;
	}
	return NULL;
}

/* Whether a quoted subject can't go on in that line. */
static bool ends_subject(struct text l)
{
	l = text_trim(l);
	return !l.len || one_of(*l.p, "[(>") || header_is_line(l);
}

/* The text up to @close, which may be lines below; a text that was cut ends with its line. */
static struct text take_until(struct cursor *c, const char *close)
{
	struct text first = text_line(c->p, c->end), l = first;
	unsigned left = *close == ')' ? 0 : c->lines;
	const char *hit = find_close(l, close), *start = c->p;

	if (left > QUOTE_MAX_LINES)
		left = QUOTE_MAX_LINES;
	for (; !hit && left && l.p + l.len < c->end; left--) {
		l = text_line(l.p + l.len + 1, c->end);
		if (ends_subject(l))
			break;
		hit = find_close(l, close);
	}
	c->p = hit ? hit + strlen(close) : first.p + first.len;
	return text_trim(hit ? (struct text){ start, (size_t)(hit - start) } : first);
}

bool quote_take(struct cursor *c, bool plain, struct text *subject)
{
	struct cursor was = *c, here;
	size_t i;

	while (is_blank(cursor_at(c, 0)) || cursor_at(c, 0) == ':')
		c->p++;
	here = *c;
	cursor_skip_space(c);
	for (i = 0; i < sizeof(quotes) / sizeof(*quotes); i++) {
		if (!take(c, quotes[i].open))
			continue;
		*subject = take_until(c, quotes[i].close);
		return true;
	}
	if (plain && take(&here, "(")) {
		*c = here;
		*subject = take_until(c, ")");
		return true;
	}
	*c = was;
	return false;
}
