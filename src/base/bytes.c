// SPDX-License-Identifier: GPL-2.0
#include "base/bytes.h"

#include <string.h>

enum { NO_TEXT = 0, TEXT = 1 };

void bytes_put_number(struct str *s, uint64_t n)
{
	str_addn(s, &n, sizeof(n));
}

void bytes_put_text(struct str *s, const char *text)
{
	str_addc(s, text ? TEXT : NO_TEXT);
	if (text)
		str_addn(s, text, strlen(text) + 1);
}

const void *bytes_take(struct bytes_reader *r, size_t count, size_t size)
{
	const char *at = r->p;

	if (r->bad || count > (size_t)(r->end - r->p) / size) {
		r->bad = true;
		return NULL;
	}
	r->p += count * size;
	return at;
}

uint64_t bytes_take_number(struct bytes_reader *r)
{
	const void *at = bytes_take(r, 1, sizeof(uint64_t));
	uint64_t n = 0;

	if (at)
		memcpy(&n, at, sizeof(n));
	return n;
}

const char *bytes_take_text(struct bytes_reader *r)
{
	const char *kind = bytes_take(r, 1, 1), *at = r->p, *nul;

	if (!kind || *kind == NO_TEXT)
		return NULL;
	nul = memchr(r->p, '\0', (size_t)(r->end - r->p));
	if (!nul || *kind != TEXT) {
		r->bad = true;
		return NULL;
	}
	r->p = nul + 1;
	return at;
}
