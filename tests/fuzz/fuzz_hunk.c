// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
/* A change and a text are any bytes: two 0xff part them. The answers point into the text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/mem.h"
#include "proof/hunk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	git_libgit2_init();
	return 0;
}

static void hold(int what)
{
	if (!what)
		abort();
}

static void hold_answer(const struct hunk_answer *a, const char *text, size_t len)
{
	const int told = a->state == HUNK_BEFORE || a->state == HUNK_AFTER;

	hold(told || (!a->line && !a->sure));
	hold(a->line <= len);
	if (!a->function_len)
		return;
	hold(a->line && a->function >= text && a->function_len <= len);
	hold((size_t)(a->function - text) <= len - a->function_len);
}

/* No text is before where it's the one after, and the reverse. */
static void ask(const struct hunks *h, const char *text, size_t len, enum hunk_state never)
{
	const size_t n = hunks_count(h);
	struct hunk_answer *answers = mem_alloc((n + 1) * sizeof(*answers));

	hunks_find(h, text, len, answers);
	for (size_t i = 0; i < n; i++) {
		hold_answer(&answers[i], text, len);
		hold(never == HUNK_NEITHER || answers[i].state != never);
	}
	hunks_weigh(answers, n);
	mem_free(answers);
}

/* The part up to the next two 0xff, in memory of its own. */
static char *take(const char **data, size_t *size, size_t *len)
{
	const char *end = memmem(*data, *size, "\xff\xff", 2);
	const size_t skip = end ? 2 : 0;
	char *part;

	*len = end ? (size_t)(end - *data) : *size;
	part = malloc(*len + !*len);
	hold(part != NULL);
	memcpy(part, *data, *len);
	*data += *len + skip;
	*size -= *len + skip;
	return part;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *from = (const char *)data;
	size_t n, m, len;
	char *before = take(&from, &size, &n);
	char *after = take(&from, &size, &m);
	char *text = take(&from, &size, &len);
	struct hunks *h = hunks_new(before, n, after, m);

	ask(h, before, n, HUNK_AFTER);
	ask(h, after, m, HUNK_BEFORE);
	ask(h, text, len, HUNK_NEITHER);
	hunks_free(h);
	free(before);
	free(after);
	free(text);
	return 0;
}
