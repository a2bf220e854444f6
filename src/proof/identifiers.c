// SPDX-License-Identifier: GPL-2.0
#include "proof/identifiers.h"

#include <endian.h>
#include <string.h>

enum { MIN = 4, MAX = 64, FIRST_SLOTS = 1 << 12 };

#define EACH(byte) ((uint64_t)(byte) * UINT64_C(0x0101010101010101))
#define K UINT64_C(0x9e3779b97f4a7c15)

/* ---- which bytes are of identifiers ---- */

/* The top bit of each byte of @x that is from @low to @high; those of @x have none. */
static inline uint64_t between(uint64_t x, unsigned char low, unsigned char high)
{
	return (x + EACH(0x80 - low)) & ~(x + EACH(0x7f - high)) & EACH(0x80);
}

/* Bit i: byte i is. */
static inline uint64_t bits_of(uint64_t word)
{
	uint64_t x = word & EACH(0x7f);
	uint64_t is = between(x | EACH(0x20), 'a', 'z') | between(x, '0', '9') |
		      between(x, '_', '_');

	return ((is & ~word) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline uint64_t load(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return le64toh(word);
}

static uint64_t load_some(const char *p, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, p, n);
	return le64toh(word);
}

static void read_bits(struct identifiers *to, const char *text, size_t len)
{
	size_t words = len / 64 + 2, i = 0, whole = len / 64;

	if (words > to->bits_cap) {
		to->bits = mem_realloc(to->bits, words, sizeof(*to->bits));
		to->bits_cap = words;
	}
	for (; i < whole; i++) {
		const char *p = text + i * 64;
		uint64_t bits = 0;

		for (unsigned k = 0; k < 64; k += 8)
			bits |= bits_of(load(p + k)) << k;
		to->bits[i] = bits;
	}
	memset(to->bits + whole, 0, (words - whole) * sizeof(*to->bits));
	for (i *= 64; i + 8 <= len; i += 8)
		to->bits[i / 64] |= bits_of(load(text + i)) << i % 64;
	if (i < len)
		to->bits[i / 64] |= bits_of(load_some(text + i, len - i)) << i % 64;
}

/* ---- hashes ---- */

static inline uint64_t add_word(uint64_t h, uint64_t word)
{
	h ^= word;
	return (h ^ h >> 29) * K;
}

/* 0 is no hash. */
static inline uint32_t finish(uint64_t h)
{
	h ^= h >> 32;
	return (uint32_t)h | !(uint32_t)h;
}

/* The first @n bytes of a word; all of it where there are more. */
static inline uint64_t first_of(uint64_t word, size_t n)
{
	return n < 8 ? word & ((UINT64_C(1) << 8 * n) - 1) : word;
}

uint32_t identifier_hash(const char *word, size_t len)
{
	uint64_t h = add_word(0, load_some(word, len < 8 ? len : 8));

	word += len < 8 ? len : 8;
	len -= len < 8 ? len : 8;
	for (; len > 8; word += 8, len -= 8)
		h = add_word(h, load(word));
	return finish(add_word(h, load_some(word, len)));
}

/* As identifier_hash(), for most without a branch; @room: so many bytes may be read. */
static inline uint32_t hash(const char *p, size_t len, size_t room)
{
	uint64_t second;

	if (len > 16 || room < 16)
		return identifier_hash(p, len);
	second = first_of(load(p + 8), len > 8 ? len - 8 : 0);
	return finish(add_word(add_word(0, first_of(load(p), len)), second));
}

/* ---- each once ---- */

static uint32_t *slot_of(struct identifiers *to, uint32_t hash)
{
	size_t i = hash & (to->slots - 1);

	while (to->slot[i] && to->slot[i] != hash)
		i = (i + 1) & (to->slots - 1);
	return &to->slot[i];
}

static void start(struct identifiers *to, size_t slots)
{
	if (to->slots != slots) {
		mem_free(to->slot);
		to->slot = mem_alloc(slots * sizeof(*to->slot));
		to->slots = slots;
		return;
	}
	memset(to->slot, 0, slots * sizeof(*to->slot));
}

static void grow(struct identifiers *to)
{
	start(to, 2 * to->slots);
	for (size_t i = 0; i < to->list.n; i++)
		*slot_of(to, to->list.item[i]) = to->list.item[i];
}

static inline void add(struct identifiers *to, uint32_t hash)
{
	uint32_t *slot = slot_of(to, hash);

	if (*slot)
		return;
	*slot = hash;
	*array_push(&to->list) = hash;
	if (to->list.n > to->slots / 2)
		grow(to);
}

/* Where the identifier that begins at @at ends: the first bit behind that is none. */
static inline size_t end_of(const uint64_t *bits, size_t at, size_t len)
{
	size_t i = at / 64;
	uint64_t none = ~bits[i] & ~UINT64_C(0) << at % 64;

	while (!none && (i + 1) * 64 < len)
		none = ~bits[++i];
	at = none ? i * 64 + (size_t)__builtin_ctzll(none) : len;
	return at < len ? at : len;
}

/* The bits of word @i at which an identifier begins that has no fewer than MIN bytes. */
static inline uint64_t begins(const uint64_t *bits, size_t i)
{
	uint64_t before = i ? bits[i - 1] >> 63 : 0, next = bits[i + 1];
	uint64_t is = bits[i] & ~(bits[i] << 1 | before);

	for (unsigned k = 1; k < MIN; k++)
		is &= bits[i] >> k | next << (64 - k);
	return is;
}

void identifiers_read(struct identifiers *to, const char *text, size_t len)
{
	to->list.n = 0;
	start(to, FIRST_SLOTS);
	read_bits(to, text, len);
	for (size_t i = 0; i * 64 < len; i++)
		for (uint64_t is = begins(to->bits, i); is; is &= is - 1) {
			size_t at = i * 64 + (size_t)__builtin_ctzll(is);
			size_t end = end_of(to->bits, at, len);

			if (end - at <= MAX)
				add(to, hash(text + at, end - at, len - at));
		}
}

void identifiers_release(struct identifiers *i)
{
	array_free(&i->list);
	mem_free(i->slot);
	mem_free(i->bits);
	*i = (struct identifiers){ 0 };
}
