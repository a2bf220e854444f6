// SPDX-License-Identifier: GPL-2.0
#include "report/column.h"

#include <string.h>

#include "report/escape.h"

struct range { unsigned first, last; };

static const struct range combining[] = {
	{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x64b, 0x65f },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f },
};

static const struct range wide[] = {
	{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1f64f }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

static bool among(const struct range *r, size_t n, unsigned code)
{
	for (size_t i = 0; i < n; i++)
		if (code >= r[i].first && code <= r[i].last)
			return true;
	return false;
}

#define AMONG(ranges, code) among(ranges, sizeof(ranges) / sizeof(*(ranges)), code)

/* The bytes of the character at @s, which is plain text; its columns in *@columns. */
static size_t character(const char *s, size_t n, size_t *columns)
{
	unsigned code;
	size_t len = utf8_char(s, n, &code);

	*columns = code < 0x300 ? 1 : AMONG(combining, code) ? 0 : AMONG(wide, code) ? 2 : 1;
	return len ? len : 1;
}

static size_t plain_width(const char *s, size_t n)
{
	size_t width = 0, columns;

	for (size_t i = 0; i < n; width += columns)
		i += character(s + i, n - i, &columns);
	return width;
}

/* The bytes at the start of @s that fit into @width. */
static size_t head(const char *s, size_t n, size_t width)
{
	size_t i = 0, len, columns;

	for (; i < n; i += len) {
		len = character(s + i, n - i, &columns);
		if (columns > width)
			break;
		width -= columns;
	}
	return i;
}

static struct str plain(const char *text)
{
	struct str s = STR_INIT;

	escape_plain(&s, text, strlen(text));
	return s;
}

size_t column_width(const char *text)
{
	struct str s = plain(text);
	size_t width = plain_width(s.buf, s.len);

	str_release(&s);
	return width;
}

static void fill(struct str *to, size_t used, size_t width)
{
	if (used < width)
		str_addf(to, "%*s", (int)(width - used), "");
}

void column_cell(struct str *to, const char *text, size_t width)
{
	struct str s = plain(text);

	str_addn(to, s.buf, s.len);
	fill(to, plain_width(s.buf, s.len), width);
	str_release(&s);
}

void column_cell_cut(struct str *to, const char *text, size_t width)
{
	struct str s = plain(text);
	size_t all = plain_width(s.buf, s.len), start, skip, kept;

	if (all > width && width) {
		start = head(s.buf, s.len, width / 2);
		kept = plain_width(s.buf, start);
		skip = head(s.buf, s.len, all - (width - 1 - kept));
		if (all - plain_width(s.buf, skip) > width - 1 - kept)	/* half a wide one */
			skip += head(s.buf + skip, s.len - skip, 2);
		str_addn(to, s.buf, start);
		str_add(to, "…");
		str_addn(to, s.buf + skip, s.len - skip);
		all = kept + 1 + plain_width(s.buf + skip, s.len - skip);
	} else {
		str_addn(to, s.buf, s.len);
	}
	fill(to, all, width);
	str_release(&s);
}

void column_paragraph(struct str *to, struct str *text, size_t indent, size_t hang)
{
	struct str s = plain(text->buf);
	const char *first = s.buf + strspn(s.buf, " ");
	size_t at = indent, len, width;

	fill(to, 0, indent);
	for (const char *word = first; *word; word += strspn(word, " ")) {
		len = strcspn(word, " ");
		width = plain_width(word, len);
		if (word != first && at + 1 + width > COLUMN_LIMIT) {
			str_addc(to, '\n');
			fill(to, 0, hang);
			at = hang;
		} else if (word != first) {
			str_addc(to, ' ');
			at++;
		}
		str_addn(to, word, len);
		at += width;
		word += len;
	}
	str_addc(to, '\n');
	str_clear(text);
	str_release(&s);
}
