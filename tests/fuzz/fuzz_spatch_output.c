// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "check/spatch_output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* All that is told must lie inside the bytes that were given. */
static void hold_inside(const char *p, size_t n, const char *data, size_t len)
{
	if (n && (p < data || p + n > data + len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data;
	struct spatch_founds found = { 0 };
	struct spatch_notes notes = { 0 };
	size_t i;

	spatch_read_out(&found, text, len);
	for (i = 0; i < found.all.n; i++)
		hold_inside(found.all.item[i].message, found.all.item[i].len, text, len);
	spatch_read_err(&notes, text, len);
	for (i = 0; i < notes.all.n; i++) {
		hold_inside(notes.all.item[i].text, notes.all.item[i].len, text, len);
		if (notes.all.item[i].kind == NOTE_BAD && !notes.all.item[i].line)
			abort();
	}
	array_free(&found.all);
	array_free(&notes.all);
	mem_free(spatch_last_words(text, len));
	mem_free(spatch_words(text, len));
	mem_free(spatch_read_version(text, len));
	return 0;
}
