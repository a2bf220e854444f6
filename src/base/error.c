// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

struct error {
	char *text;
};

/* One line: a newline or another control character in outside text becomes a blank. */
static void flatten(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = ' ';
}

static char *format(const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		return mem_strdup("out of memory");
	return text;
}

static struct error *make(char *text)
{
	struct error *err = mem_alloc(sizeof(*err));

	flatten(text);
	err->text = text;
	return err;
}

struct error *error_new(const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = format(fmt, ap);
	va_end(ap);
	return make(text);
}

struct error *error_errno(const char *fmt, ...)
{
	int no = errno;
	char *text, *whole;
	va_list ap;

	va_start(ap, fmt);
	text = format(fmt, ap);
	va_end(ap);
	whole = mem_printf("%s: %s", text, strerror(no));
	mem_free(text);
	return make(whole);
}

struct error *error_under(struct error *err, const char *fmt, ...)
{
	char *about, *whole;
	va_list ap;

	va_start(ap, fmt);
	about = format(fmt, ap);
	va_end(ap);
	whole = mem_printf("%s: %s", about, err->text);
	mem_free(about);
	mem_free(err->text);
	flatten(whole);
	err->text = whole;
	return err;
}

const char *error_text(const struct error *err)
{
	return err->text;
}

void error_free(struct error *err)
{
	if (!err)
		return;
	mem_free(err->text);
	mem_free(err);
}
