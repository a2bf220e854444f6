// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/definitions.h"

#include <ctype.h>
#include <endian.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define EACH(byte) ((uint64_t)(byte) * UINT64_C(0x0101010101010101))

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void read_line(struct definitions *d, uint32_t source, const char *line, const char *end)
{
	const char *open = memchr(line, '(', end - line), *name;

	if (!open || end[-1] == ';' || memchr(line, '=', open - line))
		return;
	for (name = open; name > line && word_char(name[-1]);)
		name--;
	if (name < open)
		*array_push(&d->list) = (struct definition){ map_hash(name, open - name), source };
}

static bool begins_word(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

/* The bytes of @word that are newlines, their top bits; and perhaps some behind one that is. */
static uint64_t newlines(uint64_t word)
{
	uint64_t x = word ^ EACH('\n');

	return (x - EACH(1)) & ~x & EACH(0x80);
}

/* The first line that begins at @p or behind it with a word; @end: there is none. */
static const char *next_line(const char *p, const char *end)
{
	uint64_t word, found;

	for (; end - p > (ptrdiff_t)sizeof(word); p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		for (found = newlines(le64toh(word)); found; found &= found - 1) {
			const char *at = p + __builtin_ctzll(found) / 8;

			if (*at == '\n' && begins_word(at[1]))
				return at + 1;
		}
	}
	for (; p + 1 < end; p++)
		if (*p == '\n' && begins_word(p[1]))
			return p + 1;
	return end;
}

void definitions_read(struct definitions *d, uint32_t source, const char *text, size_t len)
{
	const char *end = text + len, *line = text, *eol;

	if (len && !begins_word(*line))
		line = next_line(line, end);
	while (line < end) {
		eol = memchr(line, '\n', end - line);
		if (!eol)
			eol = end;
		read_line(d, source, line, eol);
		line = next_line(eol, end);
	}
}

void definitions_merge(struct definitions *d, struct definitions *from)
{
	for (size_t i = 0; i < from->list.n; i++)
		*array_push(&d->list) = from->list.item[i];
	array_free(&from->list);
}

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, NUMBER_BITS = 32 };

static uint32_t digit_of(const struct definition *d, bool name, unsigned shift)
{
	return (name ? d->name : d->source) >> shift & (DIGITS - 1);
}

/* One pass of a radix sort: a stable one. Whether it moved anything. */
static bool sort_digit(const struct definition *from, struct definition *to, size_t n, bool name,
		       unsigned shift)
{
	size_t start[DIGITS] = { 0 }, at = 0;

	for (size_t i = 0; i < n; i++)
		start[digit_of(&from[i], name, shift)]++;
	if (start[digit_of(&from[0], name, shift)] == n)
		return false;
	for (size_t k = 0; k < DIGITS; k++) {
		size_t here = start[k];

		start[k] = at;
		at += here;
	}
	for (size_t i = 0; i < n; i++)
		to[start[digit_of(&from[i], name, shift)]++] = from[i];
	return true;
}

void definitions_sort(struct definitions *d)
{
	size_t n = d->list.n;
	struct definition *from = d->list.item, *to;

	if (n < 2)
		return;
	to = mem_realloc(NULL, n, sizeof(*to));
	for (unsigned name = 0; name < 2; name++)
		for (unsigned shift = 0; shift < NUMBER_BITS; shift += DIGIT_BITS)
			if (sort_digit(from, to, n, name, shift)) {
				struct definition *sorted = to;

				to = from;
				from = sorted;
			}
	if (from != d->list.item)
		memcpy(d->list.item, from, n * sizeof(*from));
	mem_free(from != d->list.item ? from : to);
}

void definitions_release(struct definitions *d)
{
	array_free(&d->list);
}

/* The first of those with this name. */
static size_t first_of(const struct definitions *d, uint32_t name)
{
	size_t low = 0, high = d->list.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (d->list.item[mid].name < name)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void definitions_find(const struct definitions *d, const struct map *names, bool match[])
{
	for (size_t i = 0; i < names->n; i++) {
		uint32_t want = map_hash(names->entry[i].key, strlen(names->entry[i].key));

		for (size_t k = first_of(d, want); k < d->list.n && d->list.item[k].name == want;
		     k++)
			match[d->list.item[k].source] = true;
	}
}

bool definitions_have(const struct definitions *d, uint32_t name, uint32_t source)
{
	for (size_t k = first_of(d, name); k < d->list.n && d->list.item[k].name == name; k++)
		if (d->list.item[k].source == source)
			return true;
	return false;
}
