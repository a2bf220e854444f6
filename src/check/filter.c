// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/filter.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

#define BLOCK 3			/* bytes that one look-up of the shift table covers */
#define TABLE (1u << 15)
#define NONE 0xffffu

struct filter_word {
	char *text;
	size_t len;
	bool prefix;
	unsigned short next;	/* of the words with the same last block, or NONE */
};

/*
 * window is the length of the shortest word. shift[h] tells how far the window may move when
 * the block at its end hashes to h: 0 means that a word's window may end here, and first[h]
 * begins the list of those.
 */
struct filter {
	struct filter_word *word;
	size_t n;
	size_t window;
	unsigned char shift[TABLE];
	unsigned short first[TABLE];
};

static bool is_ident(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static unsigned hash(const unsigned char *p)
{
	return (p[0] ^ (unsigned)p[1] << 5 ^ (unsigned)p[2] << 10) & (TABLE - 1);
}

static void add_word(struct filter *f, const char *text)
{
	struct filter_word *w = &f->word[f->n++];

	w->len = strlen(text);
	w->prefix = w->len && text[w->len - 1] == '*';
	w->len -= w->prefix;
	w->text = mem_strndup(text, w->len);
	if (w->len < f->window)
		f->window = w->len;
}

static void enter_word(struct filter *f, size_t i)
{
	struct filter_word *w = &f->word[i];
	size_t end;
	unsigned h;

	for (end = BLOCK; end <= f->window; end++) {
		h = hash((const unsigned char *)w->text + end - BLOCK);
		if (f->shift[h] > f->window - end)
			f->shift[h] = (unsigned char)(f->window - end);
	}
	h = hash((const unsigned char *)w->text + f->window - BLOCK);
	w->next = f->first[h];
	f->first[h] = (unsigned short)i;
}

struct filter *filter_new(const char *const words[], size_t n)
{
	struct filter *f = mem_alloc(sizeof(*f));
	size_t i;

	f->word = mem_alloc((n ? n : 1) * sizeof(*f->word));
	f->window = 64;
	for (i = 0; i < n; i++)
		add_word(f, words[i]);
	memset(f->shift, (int)(f->window - BLOCK + 1), sizeof(f->shift));
	memset(f->first, 0xff, sizeof(f->first));
	for (i = 0; i < n; i++)
		enter_word(f, i);
	return f;
}

void filter_free(struct filter *f)
{
	size_t i;

	if (!f)
		return;
	for (i = 0; i < f->n; i++)
		mem_free(f->word[i].text);
	mem_free(f->word);
	mem_free(f);
}

static bool stands_at(const struct filter_word *w, const unsigned char *p,
		      const unsigned char *end)
{
	if ((size_t)(end - p) < w->len || memcmp(p, w->text, w->len))
		return false;
	return w->prefix || p + w->len == end || !is_ident(p[w->len]);
}

/* Notes the words that stand at @p in @hits; without @hits the first one is enough. */
static bool words_at(const struct filter *f, unsigned i, const unsigned char *p,
		     const unsigned char *end, unsigned long long *hits)
{
	bool found = false;

	for (; i != NONE; i = f->word[i].next) {
		if (!stands_at(&f->word[i], p, end))
			continue;
		found = true;
		if (!hits)
			break;
		hits[i / 64] |= 1ull << i % 64;
	}
	return found;
}

static bool search(const struct filter *f, const unsigned char *text, size_t len,
		   unsigned long long *hits)
{
	const unsigned char *p, *start, *end = text + len;
	bool found = false;
	unsigned h;

	if (len < f->window || !f->n)
		return false;
	for (p = text + f->window - BLOCK; p <= end - BLOCK; ) {
		h = hash(p);
		if (f->shift[h]) {
			p += f->shift[h];
			continue;
		}
		start = p + BLOCK - f->window;
		if ((start == text || !is_ident(start[-1])) &&
		    words_at(f, f->first[h], start, end, hits)) {
			found = true;
			if (!hits)
				break;
		}
		p++;
	}
	return found;
}

bool filter_match(const struct filter *f, const char *text, size_t len)
{
	return search(f, (const unsigned char *)text, len, NULL);
}

void filter_hits(const struct filter *f, const char *text, size_t len,
		 unsigned long long *hits)
{
	search(f, (const unsigned char *)text, len, hits);
}
