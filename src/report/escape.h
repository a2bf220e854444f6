/* SPDX-License-Identifier: GPL-2.0 */
/*
 * escape: outside text made harmless for what it is written into. Paths,
 * messages and source lines are any bytes; none of these functions trusts
 * them. All add to @to.
 */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include <stddef.h>

#include "base/str.h"

/*
 * The length of the UTF-8 character at @s (@n bytes left, at least 1) and its
 * number in *@code; 0 when the bytes are none: overlong, cut, a surrogate.
 */
size_t utf8_char(const char *s, size_t n, unsigned *code);

/*
 * One line for a terminal or a page: control characters and stray bytes come
 * out as \xHH, characters that turn or hide text (bidirectional controls,
 * zero-width, line separators) as \uHHHH. A tab is one of the control characters.
 */
void escape_plain(struct str *to, const char *text, size_t n);

/* Source text: as escape_plain(), with tabs widened to the next multiple of 8. */
void escape_source(struct str *to, const char *text, size_t n);

/* As escape_plain(), and & < > " ' as entities: fit for text and attributes. */
void escape_html(struct str *to, const char *text, size_t n);

/*
 * As escape_plain(), for GitHub's Markdown, in a table too: what would be markup
 * is not, nobody is mentioned (@), no issue referred to (#).
 */
void escape_markdown(struct str *to, const char *text, size_t n);

/* Valid UTF-8: each stray byte becomes U+FFFD. */
void escape_utf8(struct str *to, const char *text, size_t n);

/* A path as a URI's path: all but letters, digits, - . _ ~ and / percent-encoded. */
void escape_uri(struct str *to, const char *path);

#endif
