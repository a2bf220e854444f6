/* SPDX-License-Identifier: GPL-2.0 */
/*
 * str: a growing string of bytes. @buf is always NUL-terminated once anything
 * was added (and "" before), @len does not count that NUL; the bytes may hold
 * others. Start with STR_INIT.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

struct str {
	char *buf;
	size_t len;
	size_t cap;	/* 0 while buf points to a constant "" */
};

#define STR_INIT { .buf = (char *)"", .len = 0, .cap = 0 }

void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const void *bytes, size_t n);
void str_addc(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void str_clear(struct str *s);		/* keeps the storage */
void str_release(struct str *s);	/* frees it; @s is as after STR_INIT */
char *str_detach(struct str *s);	/* the caller owns the bytes; @s is empty */

bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);

#endif
