// SPDX-License-Identifier: GPL-2.0
#include "proof/strip.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$';
}

/* ---- comments ---- */

static bool is_directive(const char *word, size_t len)
{
	static const char *const KNOWN[] = { "define", "include", "if", "ifdef", "ifndef", "elif",
		"else", "endif", "error", "pragma", "undef", "warning", "line" };

	for (size_t i = 0; i < sizeof(KNOWN) / sizeof(KNOWN[0]); i++)
		if (strlen(KNOWN[i]) == len && !memcmp(KNOWN[i], word, len))
			return true;
	return false;
}

/* "# text", as scripts and makefiles have it; not "# CONFIG_X is not set". */
static bool is_hash_comment(const char *line, size_t len)
{
	size_t at = 0, end;

	while (at < len && is_blank(line[at]))
		at++;
	if (at == len || line[at] != '#')
		return false;
	while (at < len && line[at] == '#')
		at++;
	if (at < len && !is_blank(line[at]))
		return false;
	while (at < len && is_blank(line[at]))
		at++;
	for (end = at; end < len && is_word(line[end]); )
		end++;
	return !is_directive(line + at, end - at) &&
	       (end - at < 7 || memcmp(line + at, "CONFIG_", 7));
}

/* The index behind the comment's end, @len where it has none here. */
static size_t skip_comment(const char *line, size_t len, size_t at, bool *inside)
{
	const char *p = line + at, *end = line + len;

	while ((p = memchr(p, '*', end - p)))
		if (++p < end && *p == '/') {
			*inside = false;
			return p + 1 - line;
		}
	*inside = true;
	return len;
}

/* A shell's foo/ followed by a star, and http://, begin no comment. */
static bool may_begin(const char *line, size_t at)
{
	return !at || is_blank(line[at - 1]) || strchr(";,{}()", line[at - 1]);
}

static size_t add_quoted(struct str *to, const char *line, size_t len, size_t at)
{
	const char quote = line[at];
	size_t end = at + 1;

	while (end < len && line[end] != quote)
		end += line[end] == '\\' ? 2 : 1;
	end = end < len ? end + 1 : len;
	for (; at < end; at++)
		if (!is_blank(line[at]))
			str_addc(to, line[at]);
	return end;
}

void strip_line(struct str *to, const char *line, size_t len, bool blocks, bool *inside)
{
	size_t at = *inside ? skip_comment(line, len, 0, inside) : 0;

	if (!at && is_hash_comment(line, len))
		return;
	while (at < len) {
		const char c = line[at], d = at + 1 < len ? line[at + 1] : 0;

		if (is_blank(c)) {
			at++;
		} else if (c == '"' || c == '\'') {
			at = add_quoted(to, line, len, at);
		} else if (c == '/' && d == '/' && may_begin(line, at)) {
			return;
		} else if (c == '/' && d == '*' && blocks && may_begin(line, at)) {
			at = skip_comment(line, len, at + 2, inside);
		} else {
			str_addc(to, c);
			at++;
		}
	}
}

/* ---- heads ---- */

static size_t word_end(const char *line, size_t len, size_t at)
{
	while (at < len && is_word(line[at]))
		at++;
	return at;
}

static size_t skip_blanks(const char *line, size_t len, size_t at)
{
	while (at < len && is_blank(line[at]))
		at++;
	return at;
}

static size_t skip_parens(const char *line, size_t len, size_t at)
{
	size_t depth = 0;

	for (; at < len; at++) {
		depth += line[at] == '(';
		if (line[at] == ')' && !--depth)
			return at + 1;
	}
	return len;
}

static bool is_upper(const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (word[i] >= 'a' && word[i] <= 'z')
			return false;
	return true;
}

static bool is_label(const char *line, size_t len)
{
	const size_t at = skip_blanks(line, len, word_end(line, len, 0));

	return at < len && line[at] == ':' && (at + 1 == len || line[at + 1] != ':');
}

static bool is_attribute(const char *word, size_t len, const char *line, size_t line_len,
			 size_t paren)
{
	if (len < 3 || memcmp(word, "__", 2))
		return false;
	paren = skip_blanks(line, line_len, skip_parens(line, line_len, paren));
	return paren < line_len && (is_word(line[paren]) || line[paren] == '*');
}

const char *strip_head(const char *line, size_t len, size_t *name_len)
{
	size_t from = 0, to = 0, at = 0;

	if (!len || !is_word(*line) || (*line >= '0' && *line <= '9') || is_label(line, len))
		return NULL;
	while (at < len && !strchr("={[;", line[at])) {
		if (line[at] == '(') {
			if (is_attribute(line + from, to - from, line, len, at)) {
				at = skip_parens(line, len, at);
				continue;
			}
			if (is_upper(line + from, to - from))
				to = word_end(line, len, skip_blanks(line, len, at + 1));
			break;
		}
		if (is_word(line[at])) {
			from = at;
			at = to = word_end(line, len, at);
		} else {
			at++;
		}
	}
	*name_len = to - from;
	return line + from;
}
