// SPDX-License-Identifier: GPL-2.0
/* A diff, and behind a line "====" the text that each of its files is applied to. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lint/apply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In memory that ends where the bytes do, so that no NUL behind them hides a read. */
static char *copy(const char *bytes, size_t n)
{
	char *to = mem_alloc(n ? n : 1);

	if (n)
		memcpy(to, bytes, n);
	return to;
}

static bool leads_out(const char *path)
{
	return path && (*path == '/' || !strncmp(path, "../", 3) || strstr(path, "/../") ||
			strstr(path, "//") || !strncmp(path, ".git/", 5));
}

static void check(const struct diff_file *f, size_t len)
{
	size_t at = 0;

	if (leads_out(f->old_path) || leads_out(f->new_path) || (!f->old_path && !f->new_path))
		abort();
	for (size_t i = 0; i < f->hunks.n; i++) {
		const struct diff_hunk *h = &f->hunks.item[i];

		if (h->at <= at || h->end < h->at || h->end > len)
			abort();
		at = h->end;
	}
}

static void apply_all(const struct diff *d, const char *diff, size_t n, const char *text,
		      size_t len)
{
	for (size_t i = 0; i < d->files.n; i++) {
		const struct diff_file *f = &d->files.item[i];
		struct str to = STR_INIT;
		struct error *err;

		check(f, n);
		err = apply_file(f, diff, f->old_path ? text : NULL, len, &to);
		if ((err && to.len) || to.len > n + len)
			abort();
		error_free(err);
		str_release(&to);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data, *cut = memmem(bytes, size, "====\n", 5);
	size_t n = cut ? (size_t)(cut - bytes) : size, len = cut ? size - n - 5 : 0;
	char *diff = copy(bytes, n), *text = copy(cut ? cut + 5 : bytes, len);
	struct error *err;
	struct diff d;

	err = diff_parse(&d, diff, n);
	if (!err)
		apply_all(&d, diff, n, text, len);
	error_free(err);
	diff_release(&d);
	mem_free(diff);
	mem_free(text);
	return 0;
}
