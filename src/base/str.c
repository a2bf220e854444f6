// SPDX-License-Identifier: GPL-2.0
#include "base/str.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

/* Room for @n more bytes and the NUL. */
static void reserve(struct str *s, size_t n)
{
	size_t need;

	if (__builtin_add_overflow(s->len, n, &need) || need >= SIZE_MAX / 2)
		need = SIZE_MAX - 1;
	if (++need <= s->cap)
		return;
	if (need < s->cap + s->cap / 2)
		need = s->cap + s->cap / 2;
	if (need < 64)
		need = 64;
	s->buf = mem_realloc(s->cap ? s->buf : NULL, need, 1);
	s->cap = need;
}

void str_addn(struct str *s, const void *bytes, size_t n)
{
	reserve(s, n);
	if (n)
		memcpy(s->buf + s->len, bytes, n);
	s->len += n;
	s->buf[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
	str_addn(s, text, strlen(text));
}

void str_addc(struct str *s, char c)
{
	str_addn(s, &c, 1);
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n > 0) {
		reserve(s, (size_t)n);
		vsnprintf(s->buf + s->len, (size_t)n + 1, fmt, again);
		s->len += (size_t)n;
	}
	va_end(again);
}

void str_clear(struct str *s)
{
	s->len = 0;
	if (s->cap)
		s->buf[0] = '\0';
}

void str_release(struct str *s)
{
	if (s->cap)
		mem_free(s->buf);
	*s = (struct str)STR_INIT;
}

char *str_detach(struct str *s)
{
	char *buf = s->cap ? s->buf : mem_strdup("");

	*s = (struct str)STR_INIT;
	return buf;
}

bool str_starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && !memcmp(s + n - m, suffix, m);
}
