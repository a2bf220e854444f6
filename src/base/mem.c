// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "base/mem.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *or_die(void *p)
{
	static const char text[] = "teardown: out of memory\n";

	if (p)
		return p;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(2);
	_exit(2);
}

void *mem_alloc(size_t size)
{
	return or_die(calloc(1, size ? size : 1));
}

void mem_return_large(void)
{
	enum { LARGE = 64 << 10 };

	mallopt(M_MMAP_THRESHOLD, LARGE);
	mallopt(M_MMAP_MAX, 1 << 15);
	mallopt(M_ARENA_MAX, 1);
}

void *mem_realloc(void *p, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return or_die(NULL);
	return or_die(realloc(p, bytes ? bytes : 1));
}

char *mem_strdup(const char *s)
{
	return s ? or_die(strdup(s)) : NULL;
}

char *mem_strndup(const char *s, size_t n)
{
	return or_die(strndup(s, n));
}

char *mem_printf(const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	return or_die(n < 0 ? NULL : text);
}

void *array_grow(void *item, size_t n, size_t *cap, size_t size)
{
	if (n >= *cap) {
		*cap = *cap ? *cap + *cap / 2 + 1 : 8;
		item = mem_realloc(item, *cap, size);
	}
	memset((char *)item + n * size, 0, size);
	return item;
}

void mem_free(void *p)
{
	free(p);
}
