// SPDX-License-Identifier: GPL-2.0
#include "proof/lines.h"

#include <string.h>

#include "proof/strip.h"

static uint64_t hash_of(const char *bytes, size_t len)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
	return hash ? hash : 1;
}

/* ---- how much a line tells ---- */

static bool begins(const char *text, size_t len, const char *with)
{
	const size_t n = strlen(with);

	return len >= n && !memcmp(text, with, n);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t letters_of(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += is_letter(text[i]) || (text[i] >= '0' && text[i] <= '9');
	return n;
}

static bool is_noise(const char *text, size_t len)
{
	static const char *const ALL[] = { "else", "else{", "}else{", "}else", "do{", "do",
		"#endif", "#else", "NULL,", "default:", "{0},", "fi", "done", "then", "end" };

	if (!letters_of(text, len) || begins(text, len, "#include") ||
	    begins(text, len, "#if") || begins(text, len, "#elif"))
		return true;
	for (size_t i = 0; i < sizeof(ALL) / sizeof(ALL[0]); i++)
		if (strlen(ALL[i]) == len && !memcmp(text, ALL[i], len))
			return true;
	return false;
}

static enum grade grade_of(const char *text, size_t len)
{
	if (is_noise(text, len))
		return GRADE_NOISE;
	if (letters_of(text, len) < 8 || begins(text, len, "goto"))
		return GRADE_COMMON;
	if (begins(text, len, "return") && (len < 16 || !memchr(text, '(', len)))
		return GRADE_COMMON;
	return GRADE_OWN;
}

/* ---- reading ---- */

static void add_head(struct lines *l, const char *line, size_t len)
{
	size_t n;
	const char *name = strip_head(line, len, &n);

	if (name)
		*array_push(&l->heads) = (struct head){ hash_of(name, n), name, n, LINE_NONE };
}

static void add_line(struct lines *l, const struct str *bare, uint32_t number)
{
	struct line *line = array_push(&l->list);
	const uint32_t heads = l->heads.n;

	*line = (struct line){
		.hash = hash_of(bare->buf, bare->len),
		.head = heads ? l->heads.item[heads - 1].hash : 0,
		.number = number,
		.under = heads ? heads - 1 : LINE_NONE,
		.next = LINE_NONE,
		.grade = grade_of(bare->buf, bare->len),
	};
}

/* False: a comment doesn't end, or there are too many lines. */
static bool read_all(struct lines *l, const char *text, size_t len, struct str *plain, bool blocks)
{
	struct str bare = STR_INIT;
	bool inside = false;
	uint32_t number = 0;

	for (size_t at = 0, n; at < len && l->list.n <= LINES_MAX; at += n + 1) {
		const char *line = text + at, *end = memchr(line, '\n', len - at);

		n = end ? (size_t)(end - line) : len - at;
		if (!inside)
			add_head(l, line, n);
		str_clear(&bare);
		strip_line(&bare, line, n, blocks, &inside);
		number++;
		if (!bare.len)
			continue;
		add_line(l, &bare, number);
		if (plain) {
			str_addn(plain, bare.buf, bare.len);
			str_addc(plain, '\n');
		}
	}
	str_release(&bare);
	return !inside && l->list.n <= LINES_MAX;
}

static uint32_t *new_slots(size_t n)
{
	uint32_t *slot = mem_realloc(NULL, n, sizeof(*slot));

	memset(slot, 0xff, n * sizeof(*slot));
	return slot;
}

static void chain(uint32_t *first, uint32_t *next, uint32_t at)
{
	*next = *first;
	*first = at;
}

static void chain_all(struct lines *l)
{
	l->slots = 16;
	while (l->slots < l->list.n)
		l->slots *= 2;
	l->slot = new_slots(l->slots);
	l->head_slot = new_slots(l->slots);
	for (uint32_t i = l->list.n; i--; )
		chain(&l->slot[l->list.item[i].hash & (l->slots - 1)], &l->list.item[i].next, i);
	for (uint32_t i = l->heads.n; i--; )
		chain(&l->head_slot[l->heads.item[i].hash & (l->slots - 1)],
		      &l->heads.item[i].next, i);
}

bool lines_read(struct lines *l, const char *text, size_t len, struct str *plain)
{
	bool read;

	*l = (struct lines){ 0 };
	if (len > LINES_MAX_TEXT || (len && memchr(text, 0, len)))
		return false;
	read = read_all(l, text, len, plain, true);
	if (!read && l->list.n <= LINES_MAX) {
		lines_release(l);
		if (plain)
			str_clear(plain);
		read = read_all(l, text, len, plain, false);
	}
	if (read)
		chain_all(l);
	else
		lines_release(l);
	return read;
}

void lines_release(struct lines *l)
{
	array_free(&l->list);
	array_free(&l->heads);
	mem_free(l->slot);
	mem_free(l->head_slot);
	*l = (struct lines){ 0 };
}

/* ---- looking up ---- */

static uint32_t same_from(const struct lines *l, uint32_t at, uint64_t hash)
{
	while (at != LINE_NONE && l->list.item[at].hash != hash)
		at = l->list.item[at].next;
	return at;
}

uint32_t lines_first(const struct lines *l, uint64_t hash)
{
	return l->slots ? same_from(l, l->slot[hash & (l->slots - 1)], hash) : LINE_NONE;
}

uint32_t lines_next(const struct lines *l, uint32_t at)
{
	return same_from(l, l->list.item[at].next, l->list.item[at].hash);
}

unsigned lines_count(const struct lines *l, uint64_t hash, unsigned most)
{
	unsigned n = 0;

	for (uint32_t at = lines_first(l, hash); at != LINE_NONE && n < most;
	     at = lines_next(l, at))
		n++;
	return n;
}

unsigned lines_count_under(const struct lines *l, uint64_t hash, uint64_t head, unsigned most)
{
	unsigned n = 0;

	for (uint32_t at = lines_first(l, hash); at != LINE_NONE && most--; at = lines_next(l, at))
		n += l->list.item[at].head == head;
	return n;
}

bool lines_has_head(const struct lines *l, uint64_t head)
{
	uint32_t at = l->slots ? l->head_slot[head & (l->slots - 1)] : LINE_NONE;

	while (at != LINE_NONE && l->heads.item[at].hash != head)
		at = l->heads.item[at].next;
	return at != LINE_NONE;
}
