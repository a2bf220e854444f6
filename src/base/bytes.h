/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bytes: numbers and texts written one behind the other into a str, and read back.
 * Whatever is read is hostile: a reader past what there is, or at what is not what was
 * written, turns bad and gives zeros and "" from then on.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

void bytes_put_number(struct str *s, uint64_t n);
void bytes_put_text(struct str *s, const char *text);	/* NULL is kept apart from "" */

struct bytes_reader {
	const char *p, *end;
	bool bad;
};

/* @count things of @size bytes each, as they stand; NULL when there are not so many. */
const void *bytes_take(struct bytes_reader *r, size_t count, size_t size);
uint64_t bytes_take_number(struct bytes_reader *r);
const char *bytes_take_text(struct bytes_reader *r);	/* among the bytes; NULL or a text */

#endif
