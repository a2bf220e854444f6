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

static void apply_all(const struct diff *d, const char *diff, const char *text, size_t len)
{
	for (size_t i = 0; i < d->files.n; i++) {
		const struct diff_file *f = &d->files.item[i];
		struct str to = STR_INIT;
		struct error *err = apply_file(f, diff, f->old_path ? text : NULL, len, &to);

		if ((err && to.len) || (f->new_path && !strncmp(f->new_path, "../", 3)) ||
		    (f->new_path && strstr(f->new_path, "/../")))
			abort();
		error_free(err);
		str_release(&to);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data, *cut = memmem(bytes, size, "====\n", 5);
	size_t n = cut ? (size_t)(cut - bytes) : size;
	char *diff = mem_strndup(n ? bytes : "", n);	/* up to a NUL: series.h refuses others */
	struct error *err;
	struct diff d;

	err = diff_parse(&d, diff, strlen(diff));
	if (!err)
		apply_all(&d, diff, cut ? cut + 5 : "", cut ? size - n - 5 : 0);
	error_free(err);
	diff_release(&d);
	mem_free(diff);
	return 0;
}
