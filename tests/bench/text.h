/* SPDX-License-Identifier: GPL-2.0 */
/*
 * text: prose of a kernel commit's kind and size, the same for the same seed.
 */
#ifndef BENCH_TEXT_H
#define BENCH_TEXT_H

#include <stddef.h>
#include <stdint.h>

enum { TEXT_ROOM = 1 << 16 };

struct text {
	size_t len;
	char s[TEXT_ROOM];	/* NUL behind it */
};

void text_clear(struct text *t);
void text_add(struct text *t, const char *s);
void text_addf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Numbers that look random; equal ones for equal arguments. */
uint64_t mix(uint64_t a, uint64_t b);

/* "Name <address>" of person @n. */
void text_person(struct text *t, uint32_t n);
/* "<area>: verb noun …"; no two seeds give the same in practice. */
void text_subject(struct text *t, uint32_t seed, const char *area);
/* One to four paragraphs, each with a newline behind it, empty lines between. */
void text_body(struct text *t, uint32_t seed);

#endif
