// SPDX-License-Identifier: GPL-2.0
#include "report/escape.h"

#include <string.h>

static size_t utf8_expected(unsigned char lead, unsigned *code, unsigned *least)
{
	if (lead >= 0xc2 && lead <= 0xdf) {
		*code = lead & 0x1f;
		*least = 0x80;
		return 2;
	}
	if (lead >= 0xe0 && lead <= 0xef) {
		*code = lead & 0x0f;
		*least = 0x800;
		return 3;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		*code = lead & 0x07;
		*least = 0x10000;
		return 4;
	}
	return 0;
}

size_t utf8_char(const char *s, size_t n, unsigned *code)
{
	unsigned least = 0;
	size_t len;

	*code = (unsigned char)*s;
	if (*code < 0x80)
		return 1;
	len = utf8_expected((unsigned char)*s, code, &least);
	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (*code < least || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return len;
}

static bool misleads(unsigned code)
{
	return (code >= 0x80 && code < 0xa0) || code == 0xad || code == 0x61c ||
	       (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
	       (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe0fff);
}

/* Adds one character made plain; returns how many bytes of @text it took. */
static size_t add_plain(struct str *to, const char *text, size_t n)
{
	unsigned code;
	size_t len = utf8_char(text, n, &code);

	if (!len || code < 0x20 || code == 0x7f)
		str_addf(to, "\\x%02x", (unsigned char)*text);
	else if (misleads(code))
		str_addf(to, "\\u%04x", code);
	else
		str_addn(to, text, len);
	return len ? len : 1;
}

void escape_plain(struct str *to, const char *text, size_t n)
{
	for (size_t i = 0; i < n; )
		i += add_plain(to, text + i, n - i);
}

void escape_source(struct str *to, const char *text, size_t n)
{
	size_t column = 0, before, len;

	for (size_t i = 0; i < n; i += len) {
		before = to->len;
		len = 1;
		if (text[i] == '\t')
			str_addf(to, "%*s", (int)(8 - column % 8), "");
		else
			len = add_plain(to, text + i, n - i);
		column += (unsigned char)text[i] < 0x80 ? to->len - before : 1;
	}
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

void escape_html(struct str *to, const char *text, size_t n)
{
	for (size_t i = 0; i < n; ) {
		const char *e = entity(text[i]);

		if (e) {
			str_add(to, e);
			i++;
		} else {
			i += add_plain(to, text + i, n - i);
		}
	}
}

/* A backslash does not keep GitHub from mentions: it looks for them in what was rendered. */
static const char *markdown(char c)
{
	switch (c) {
	case '@':
		return "@<!-- -->";
	case '#':
		return "#<!-- -->";
	case '\\':
		return "\\\\";
	case '`':
		return "\\`";
	case '*':
		return "\\*";
	case '_':
		return "\\_";
	case '[':
		return "\\[";
	case ']':
		return "\\]";
	case '|':
		return "\\|";
	case '~':
		return "\\~";
	case '\'':
	case '"':
		return NULL;
	}
	return entity(c);
}

void escape_markdown(struct str *to, const char *text, size_t n)
{
	for (size_t i = 0; i < n; ) {
		const char *m = markdown(text[i]);

		if (m) {
			str_add(to, m);
			i++;
		} else {
			i += add_plain(to, text + i, n - i);
		}
	}
}

void escape_utf8(struct str *to, const char *text, size_t n)
{
	unsigned code;
	size_t len;

	for (size_t i = 0; i < n; i += len ? len : 1) {
		len = utf8_char(text + i, n - i, &code);
		str_addn(to, len ? text + i : "\xef\xbf\xbd", len ? len : 3);
	}
}

void escape_uri(struct str *to, const char *path)
{
	const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

	for (; *path; path++) {
		if (strchr(plain, *path))
			str_addc(to, *path);
		else
			str_addf(to, "%%%02X", (unsigned char)*path);
	}
}
