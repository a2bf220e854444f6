// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/mime.h"

#include <ctype.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

enum { MAX_CHARSET = 40 };

static size_t span_len(struct span s)
{
	return (size_t)(s.end - s.at);
}

struct span span_line(struct span *text)
{
	const char *newline = memchr(text->at, '\n', span_len(*text));
	struct span line = { text->at, newline ? newline : text->end };

	text->at = newline ? newline + 1 : text->end;
	return line;
}

bool span_starts(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return span_len(s) >= n && !memcmp(s.at, prefix, n);
}

static bool starts_case(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return span_len(s) >= n && !strncasecmp(s.at, prefix, n);
}

static bool is_word(struct span s, const char *word)
{
	return starts_case(s, word) && span_len(s) == strlen(word);
}

struct span span_trim(struct span s)
{
	while (s.at < s.end && isspace((unsigned char)*s.at))
		s.at++;
	while (s.at < s.end && isspace((unsigned char)s.end[-1]))
		s.end--;
	return s;
}

bool span_is_blank(struct span s)
{
	s = span_trim(s);
	return s.at == s.end;
}

static void add_span(struct str *to, struct span s)
{
	str_addn(to, s.at, span_len(s));
}

void mime_add_lines(struct str *to, struct span text)
{
	struct span rest = text, line = span_line(&rest);

	if (line.at == line.end || line.end[-1] != '\r') {
		add_span(to, text);
		return;
	}
	while (text.at < text.end) {
		line = span_line(&text);
		line.end -= line.at < line.end && line.end[-1] == '\r';
		add_span(to, line);
		str_addc(to, '\n');
	}
}

/* MIME_HEADERS for those that nobody asks for; false when @line is no header. */
static bool is_header(struct span line, enum mime_header *which, struct span *value)
{
	static const char *const names[] = {
		"Subject:", "From:", "Date:", "Content-Type:", "Content-Transfer-Encoding:"
	};
	const char *s = line.at;
	int i;

	while (s < line.end && (isalnum((unsigned char)*s) || *s == '-' || *s == '_'))
		s++;
	if (s == line.at || s == line.end || *s != ':')
		return false;
	*value = (struct span){ s + 1, line.end };
	for (i = 0; i < MIME_HEADERS; i++)
		if (starts_case(line, names[i]))
			break;
	*which = (enum mime_header)i;
	return true;
}

static void add_value(struct str *to, struct span value)
{
	value = span_trim(value);
	if (to->len && value.at < value.end)
		str_addc(to, ' ');
	add_span(to, value);
}

void mime_headers_read(struct mime_headers *h, struct span *text, bool in_body)
{
	struct str *folded = NULL;
	enum mime_header which;
	struct span rest, line, value;
	int i;

	for (i = 0; i < MIME_HEADERS; i++)
		h->value[i] = (struct str)STR_INIT;
	for (; text->at < text->end; *text = rest) {
		rest = *text;
		line = span_line(&rest);
		if (span_is_blank(line)) {
			*text = rest;
			return;
		}
		if (isblank((unsigned char)*line.at)) {
			if (folded)
				add_value(folded, line);
		} else if (is_header(line, &which, &value)) {
			if (in_body && which > MIME_DATE)
				return;
			folded = which < MIME_HEADERS && !h->value[which].len ?
				 &h->value[which] : NULL;
			if (folded)
				add_value(folded, value);
		} else if (in_body || !span_starts(line, ">From ")) {
			return;
		}
	}
}

void mime_headers_release(struct mime_headers *h)
{
	int i;

	for (i = 0; i < MIME_HEADERS; i++)
		str_release(&h->value[i]);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The end of a "=" that only breaks a line, @s itself for any other. */
static const char *soft_break(const char *s, const char *end)
{
	const char *at = s + 1;

	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
		at++;
	if (at == end)
		return at;
	return *at == '\n' ? at + 1 : s;
}

/* In a word of a header '_' is a blank. */
static void decode_quoted(struct str *to, struct span s, bool in_word)
{
	const char *next;

	for (; s.at < s.end; s.at++) {
		if (*s.at == '=' && s.end - s.at > 2 && hex_value(s.at[1]) >= 0 &&
		    hex_value(s.at[2]) >= 0) {
			str_addc(to, (char)(hex_value(s.at[1]) << 4 | hex_value(s.at[2])));
			s.at += 2;
			continue;
		}
		next = *s.at == '=' ? soft_break(s.at, s.end) : s.at;
		if (next > s.at)
			s.at = next - 1;
		else
			str_addc(to, in_word && *s.at == '_' ? ' ' : *s.at);
	}
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static void decode_base64(struct str *to, struct span s)
{
	unsigned bits = 0, n = 0;
	int value;

	for (; s.at < s.end; s.at++) {
		if (*s.at == '=')
			n = 0;
		value = base64_value(*s.at);
		if (value < 0)
			continue;
		bits = bits << 6 | (unsigned)value;
		n += 6;
		if (n >= 8) {
			n -= 8;
			str_addc(to, (char)(bits >> n & 0xff));
		}
	}
}

/*
 * The sets that iconv() is asked for. Mails name any, and some of its modules
 * are known to loop or crash on hostile bytes.
 */
static bool is_known_charset(const char *name)
{
	static const char *const known[] = {
		"iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9",
		"iso-8859-13", "iso-8859-15", "windows-1250", "windows-1251", "windows-1252",
		"koi8-r", "koi8-u", "gb2312", "gbk", "gb18030", "big5", "euc-kr", "euc-jp",
		"iso-2022-jp", "shift_jis",
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcasecmp(known[i], name))
			return true;
	return false;
}

/* What can't be converted becomes '?', byte by byte. */
static void convert(struct str *to, iconv_t cd, struct span s)
{
	char *in = (char *)s.at, buf[4096], *out;
	size_t left = span_len(s), room, made;

	do {
		out = buf;
		room = sizeof(buf);
		made = iconv(cd, &in, &left, &out, &room);
		str_addn(to, buf, sizeof(buf) - room);
		if (made == (size_t)-1 && left && room >= 16) {
			str_addc(to, '?');
			in++;
			left--;
		}
	} while (left);
}

static void add_as_utf8(struct str *to, struct span s, const char *charset)
{
	iconv_t cd = (iconv_t)-1;

	if (is_known_charset(charset))
		cd = iconv_open("UTF-8", charset);
	if (cd == (iconv_t)-1) {
		add_span(to, s);
		return;
	}
	convert(to, cd, s);
	iconv_close(cd);
}

static void copy_charset(char *to, struct span name)
{
	const char *language = memchr(name.at, '*', span_len(name));

	if (language)
		name.end = language;
	if (span_len(name) >= MAX_CHARSET)
		name.end = name.at;
	memcpy(to, name.at, span_len(name));
	to[span_len(name)] = '\0';
}

/* @rest from behind its next '?' on, what stood before it in @field. */
static bool take_field(struct span *rest, struct span *field)
{
	const char *mark = memchr(rest->at, '?', span_len(*rest));

	if (!mark)
		return false;
	*field = (struct span){ rest->at, mark };
	rest->at = mark + 1;
	return true;
}

/* The end of the "=?charset?Q?text?=" that @s begins with, NULL when it begins with none. */
static const char *decode_word(struct str *to, struct span s)
{
	struct span name, how, text;
	struct str bytes = STR_INIT;
	char charset[MAX_CHARSET];

	s.at += 2;
	if (!take_field(&s, &name) || !take_field(&s, &how) || !take_field(&s, &text))
		return NULL;
	if (s.at == s.end || *s.at != '=')
		return NULL;
	if (is_word(how, "q"))
		decode_quoted(&bytes, text, true);
	else if (is_word(how, "b"))
		decode_base64(&bytes, text);
	else
		return NULL;
	copy_charset(charset, name);
	add_as_utf8(to, (struct span){ bytes.buf, bytes.buf + bytes.len }, charset);
	str_release(&bytes);
	return s.at + 1;
}

/* Blanks between two encoded words are none. */
static void decode_words(struct str *to, struct span s)
{
	bool after_word = false;
	struct str word = STR_INIT;
	const char *start, *end;

	while ((start = memmem(s.at, span_len(s), "=?", 2))) {
		struct span gap = { s.at, start };

		str_clear(&word);
		end = decode_word(&word, (struct span){ start, s.end });
		if (!end)
			gap.end = start + 2;
		if (!end || !after_word || !span_is_blank(gap))
			add_span(to, gap);
		str_addn(to, word.buf, word.len);
		after_word = end != NULL;
		s.at = end ? end : gap.end;
	}
	add_span(to, s);
	str_release(&word);
}

void mime_decode_words(struct str *to, const char *value)
{
	size_t i = to->len;

	decode_words(to, (struct span){ value, value + strlen(value) });
	for (; i < to->len; i++)
		if (iscntrl((unsigned char)to->buf[i]))
			to->buf[i] = ' ';
}

/* The next ";"-separated piece of a Content-Type; quotes hide semicolons. */
static struct span take_piece(struct span *s)
{
	struct span piece = { s->at, s->at };
	bool quoted = false;

	while (piece.end < s->end && (quoted || *piece.end != ';'))
		quoted ^= *piece.end++ == '"';
	s->at = piece.end + (piece.end < s->end);
	return span_trim(piece);
}

static struct span type_of(const struct mime_headers *h, struct span *parameters)
{
	const struct str *value = &h->value[MIME_TYPE];

	*parameters = (struct span){ value->buf, value->buf + value->len };
	return take_piece(parameters);
}

/* The value of the parameter @name, such as "charset="; empty when not given. */
static struct span parameter(const struct mime_headers *h, const char *name)
{
	struct span rest, piece;

	type_of(h, &rest);
	while (rest.at < rest.end) {
		piece = take_piece(&rest);
		if (!starts_case(piece, name))
			continue;
		piece.at += strlen(name);
		if (span_len(piece) > 1 && *piece.at == '"' && piece.end[-1] == '"')
			return (struct span){ piece.at + 1, piece.end - 1 };
		return piece;
	}
	return (struct span){ rest.end, rest.end };
}

static void add_text(struct mime_texts *t, const struct mime_headers *h, struct span body)
{
	struct str bytes = STR_INIT, text = STR_INIT;
	const char *encoding = h->value[MIME_ENCODING].buf;
	char charset[MAX_CHARSET];

	if (t->list.n == MIME_MAX_TEXTS)
		return;
	copy_charset(charset, parameter(h, "charset="));
	if (!strcasecmp(encoding, "quoted-printable"))
		decode_quoted(&bytes, body, false);
	else if (!strcasecmp(encoding, "base64"))
		decode_base64(&bytes, body);
	else
		add_span(&bytes, body);
	add_as_utf8(&text, (struct span){ bytes.buf, bytes.buf + bytes.len }, charset);
	str_clear(&bytes);
	mime_add_lines(&bytes, (struct span){ text.buf, text.buf + text.len });
	str_release(&text);
	*array_push(&t->list) = bytes;
}

static void read_entity(struct mime_texts *t, const struct mime_headers *h, struct span body,
			unsigned depth);

static bool is_boundary(struct span line, struct span boundary, bool *last)
{
	size_t n = span_len(boundary);

	if (!span_starts(line, "--") || span_len(line) < n + 2 ||
	    memcmp(line.at + 2, boundary.at, n))
		return false;
	line.at += n + 2;
	*last = span_starts(line, "--");
	return *last || span_is_blank(line);
}

/* What stands before the next boundary line; @rest then begins behind that, empty past the last. */
static struct span take_part(struct span *rest, struct span boundary)
{
	struct span part = *rest, line;
	bool last = true;

	while (rest->at < rest->end) {
		line = span_line(rest);
		if (is_boundary(line, boundary, &last)) {
			part.end = line.at;
			break;
		}
	}
	if (last)
		rest->at = rest->end;
	return part;
}

/* False when @body has no parts. */
static bool read_parts(struct mime_texts *t, struct span boundary, struct span body, unsigned depth)
{
	struct mime_headers h;
	struct span part;

	take_part(&body, boundary);
	if (body.at == body.end)
		return false;
	if (depth >= MIME_MAX_DEPTH) {
		t->too_deep = true;
		return true;
	}
	while (body.at < body.end) {
		part = take_part(&body, boundary);
		mime_headers_read(&h, &part, false);
		read_entity(t, &h, part, depth + 1);
		mime_headers_release(&h);
	}
	return true;
}

static void read_entity(struct mime_texts *t, const struct mime_headers *h, struct span body,
			unsigned depth)
{
	struct span parameters, type = type_of(h, &parameters), boundary;

	boundary = parameter(h, "boundary=");
	if (starts_case(type, "multipart/") && boundary.at < boundary.end &&
	    read_parts(t, boundary, body, depth))
		return;
	if (type.at == type.end || starts_case(type, "multipart/") ||
	    (starts_case(type, "text/") && !is_word(type, "text/html")))
		add_text(t, h, body);
}

void mime_texts_read(struct mime_texts *t, const struct mime_headers *h, struct span body)
{
	*t = (struct mime_texts){ .too_deep = false };
	read_entity(t, h, body, 0);
}

void mime_texts_release(struct mime_texts *t)
{
	size_t i;

	for (i = 0; i < t->list.n; i++)
		str_release(&t->list.item[i]);
	array_free(&t->list);
}
