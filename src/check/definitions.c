// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/definitions.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

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

void definitions_read(struct definitions *d, uint32_t source, const char *text, size_t len)
{
	const char *end = text + len, *eol;

	for (const char *line = text; line < end; line = eol + 1) {
		eol = memchr(line, '\n', end - line);
		if (!eol)
			eol = end;
		if (eol > line && (isalpha((unsigned char)*line) || *line == '_'))
			read_line(d, source, line, eol);
	}
}

static int compare(const void *one, const void *two)
{
	const struct definition *a = one, *b = two;

	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	return a->source < b->source ? -1 : a->source > b->source;
}

void definitions_merge(struct definitions *d, struct definitions *from)
{
	for (size_t i = 0; i < from->list.n; i++)
		*array_push(&d->list) = from->list.item[i];
	array_free(&from->list);
}

void definitions_sort(struct definitions *d)
{
	if (d->list.n)
		qsort(d->list.item, d->list.n, sizeof(*d->list.item), compare);
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
