// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "history/claim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void hold(int what)
{
	if (!what)
		abort();
}

static void hold_inside(const char *p, size_t n, const char *text, size_t len)
{
	hold(p >= text && n <= len && (size_t)(p - text) <= len - n);
}

static void hold_claim(const struct claim *c, const char *text, size_t len)
{
	unsigned i;

	hold_inside(c->line, c->line_len, text, len);
	hold(!c->line_len || (*c->line != '\n' && c->line[c->line_len - 1] != '\n'));
	hold(!c->subject == !c->subject_len);
	if (c->subject)
		hold_inside(c->subject, c->subject_len, text, len);
	hold(c->nibbles <= CLAIM_ID_BYTES * 2);
	hold(c->nibbles >= CLAIM_MIN_NIBBLES ||
	     (!c->nibbles && c->kind == CLAIM_REVERT && c->subject));
	for (i = c->nibbles; i < CLAIM_ID_BYTES * 2; i++)
		hold(!(c->id[i / 2] & (i % 2 ? 0x0f : 0xf0)));
}

/* What a claim says must be told inside of the bytes that were given, and once. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data;
	const struct claim *a, *b;
	struct claims c = { 0 };
	size_t i, k;

	claims_read(&c, text, len);
	for (i = 0; i < c.list.n; i++) {
		a = &c.list.item[i];
		hold_claim(a, text, len);
		for (k = 0; k < i; k++) {
			b = &c.list.item[k];
			hold(b->line <= a->line);
			hold(a->kind != b->kind || a->nibbles != b->nibbles ||
			     memcmp(a->id, b->id, sizeof(a->id)));
		}
	}
	claims_release(&c);
	return 0;
}
