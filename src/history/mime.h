/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mime: the lines, headers and encodings of mails (RFC 2045, 2046, 2047), as
 * far as patches need them. All of it takes any bytes, is linear in them and
 * never fails: what is not well encoded is taken as it stands.
 */
#ifndef HISTORY_MIME_H
#define HISTORY_MIME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"

/* A piece of a text; borrowed. */
struct span {
	const char *at, *end;
};

/* The first line of @text without its newline; @text then begins behind it. */
struct span span_line(struct span *text);
bool span_starts(struct span s, const char *prefix);
bool span_is_blank(struct span s);
/* Without blanks at either end. */
struct span span_trim(struct span s);

enum mime_header {
	MIME_SUBJECT,
	MIME_FROM,
	MIME_DATE,
	MIME_TYPE,
	MIME_ENCODING,
	MIME_HEADERS,
};

struct mime_headers {
	struct str value[MIME_HEADERS];	/* unfolded, not decoded; "" where there is none */
};

/*
 * Takes the headers that @text begins with, and the empty line behind them, off
 * @text. @in_body: only Subject, From and Date are headers, all else ends them.
 */
void mime_headers_read(struct mime_headers *h, struct span *text, bool in_body);
void mime_headers_release(struct mime_headers *h);

/* Adds @value with its encoded words decoded, as one line of UTF-8. */
void mime_decode_words(struct str *to, const char *value);

enum { MIME_MAX_DEPTH = 8, MIME_MAX_TEXTS = 16 };

struct mime_texts {
	ARRAY(struct str) list;	/* decoded, lines end in \n alone */
	bool too_deep;		/* parts below MIME_MAX_DEPTH were not looked into */
};

/* The texts in @body, in order, no more than MIME_MAX_TEXTS; HTML is none. */
void mime_texts_read(struct mime_texts *t, const struct mime_headers *h, struct span body);
void mime_texts_release(struct mime_texts *t);

/* Adds @text; where its first line ends in \r\n, without the \r of each such line. */
void mime_add_lines(struct str *to, struct span text);

#endif
