// SPDX-License-Identifier: GPL-2.0
/* A rule's header and the patterns of its vocabulary are outside text. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/rule.h"

static void read_header(const uint8_t *data, size_t size)
{
	char dir[] = "/tmp/fuzz-rule.XXXXXX", path[64];
	struct rules rules = { 0 };
	FILE *f;

	if (!mkdtemp(dir))
		abort();
	snprintf(path, sizeof(path), "%s/a.cocci", dir);
	f = fopen(path, "w");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f))
		abort();
	error_free(rules_read(&rules, dir));
	rules_release(&rules);
	unlink(path);
	rmdir(dir);
}

static void read_pattern(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	struct pattern p;

	if (pattern_parse(&p, WORD_RELEASE, text)) {
		if (!p.name && !p.member)
			abort();
		pattern_release(&p);
	}
	mem_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_pattern(data, size);
	read_header(data, size);
	return 0;
}
