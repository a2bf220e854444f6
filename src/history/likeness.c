// SPDX-License-Identifier: GPL-2.0
#include "history/likeness.h"

#include <stdlib.h>
#include <string.h>

struct key {
	struct span text;
	size_t at;
};

static int compare(struct span a, struct span b)
{
	size_t an = (size_t)(a.end - a.at), bn = (size_t)(b.end - b.at);
	int order = memcmp(a.at, b.at, an < bn ? an : bn);

	return order ? order : (an > bn) - (an < bn);
}

static int by_text(const void *one, const void *two)
{
	const struct key *a = one, *b = two;
	int order = compare(a->text, b->text);

	return order ? order : (a->at > b->at) - (a->at < b->at);
}

size_t *likeness_find(const struct span *texts, size_t n)
{
	struct key *keys = mem_alloc((n + 1) * sizeof(*keys));
	size_t *first = mem_alloc((n + 1) * sizeof(*first));

	for (size_t i = 0; i < n; i++)
		keys[i] = (struct key){ texts[i], i };
	qsort(keys, n, sizeof(*keys), by_text);
	for (size_t i = 0, k = 0; i < n; i++) {
		if (compare(keys[k].text, keys[i].text))
			k = i;
		first[keys[i].at] = keys[k].at;
	}
	mem_free(keys);
	return first;
}
