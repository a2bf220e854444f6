/* SPDX-License-Identifier: GPL-2.0 */
/*
 * delta: the deltas of packs (gitformat-pack(5), "Deltified representation").
 * Hostile until applied: nothing outside of the base and the result is touched.
 */
#ifndef HISTORY_DELTA_H
#define HISTORY_DELTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct delta {
	uint64_t base_len, result_len;
	const uint8_t *ops, *end;
};

/* Reads the head of the @len bytes of @text; false: it is none. */
bool delta_parse(struct delta *d, const uint8_t *text, size_t len);
/* Writes d->result_len bytes to @to; @base has d->base_len. false: malformed. */
bool delta_apply(const struct delta *d, const char *base, char *to);

#endif
