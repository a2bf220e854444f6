// SPDX-License-Identifier: GPL-2.0
#include "history/cursor.h"

enum {
	NUMBER_NIBBLES = 12,	/* fewer decimal digits are a number: of a bug, a date */
};

/* One more than what a hex digit stands for; 0: none. */
static const uint8_t hex_digits[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
	['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15,
	['f'] = 16, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static uint8_t hex_digit(char c)
{
	return hex_digits[(unsigned char)c];
}

void cursor_skip_space(struct cursor *c)
{
	struct cursor next;

	cursor_skip_blanks(c);
	if (!c->lines || cursor_at(c, 0) != '\n')
		return;
	next = (struct cursor){ c->p + 1, c->end, c->lines - 1 };
	cursor_skip_blanks(&next);
	if (!cursor_at_line_end(&next) && *next.p != '>')
		*c = next;
}

void cursor_skip_set(struct cursor *c, const char *set)
{
	cursor_skip_space(c);
	while (one_of(cursor_at(c, 0), set)) {
		c->p++;
		cursor_skip_space(c);
	}
}

unsigned cursor_id_length(const struct cursor *c)
{
	size_t n = 0, left = (size_t)(c->end - c->p);

	if (left > CLAIM_ID_BYTES * 2)
		left = CLAIM_ID_BYTES * 2;
	while (n < left && hex_digit(c->p[n]))
		n++;
	return n < CLAIM_MIN_NIBBLES || in_word(cursor_at(c, n)) ? 0 : (unsigned)n;
}

bool cursor_take_id(struct cursor *c, struct claim *claim)
{
	unsigned i, letters = 0, n = cursor_id_length(c);
	uint8_t digit;

	claim->nibbles = n;
	for (i = 0; i < n; i++) {
		digit = (uint8_t)(hex_digit(c->p[i]) - 1);
		claim->id[i / 2] |= (uint8_t)(digit << (i % 2 ? 0 : 4));
		letters += digit > 9;
	}
	c->p += n;
	return !letters && n < NUMBER_NIBBLES;
}

struct text cursor_line_below(const struct cursor *c)
{
	struct text l = text_line(c->p, c->end);
	const char *p = l.p + l.len;

	return text_trim(text_line(p < c->end ? p + 1 : c->end, c->end));
}
