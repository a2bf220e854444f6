// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/graph_file.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { HEADER = 8, ENTRY = 12, FANOUT = 256 * 4 };

static uint32_t number_at(const unsigned char *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof(n));
	return ntohl(n);
}

/* The last entry of the fanout: where the chunk OIDF stands is in the table behind the header. */
static size_t commits_in(FILE *in)
{
	unsigned char head[HEADER], entry[ENTRY], last[4];

	if (fread(head, sizeof(head), 1, in) != 1 || memcmp(head, "CGPH", 4))
		return 0;
	for (unsigned i = 0; i < head[6]; i++) {
		if (fread(entry, sizeof(entry), 1, in) != 1)
			return 0;
		if (memcmp(entry, "OIDF", 4))
			continue;
		if (number_at(entry + 4) ||	/* no graph is that large */
		    fseek(in, (long)number_at(entry + 8) + FANOUT - 4, SEEK_SET) ||
		    fread(last, sizeof(last), 1, in) != 1)
			return 0;
		return number_at(last);
	}
	return 0;
}

static size_t commits_of(const char *path)
{
	FILE *in = fopen(path, "re");
	size_t n = in ? commits_in(in) : 0;

	if (in)
		fclose(in);
	return n;
}

static size_t commits_of_chain(const char *folder)
{
	char *path = mem_printf("%s/info/commit-graphs/commit-graph-chain", folder), *line = NULL;
	FILE *in = fopen(path, "re");
	size_t n = 0, size = 0;

	mem_free(path);
	while (in && getline(&line, &size, in) > 0) {
		path = mem_printf("%s/info/commit-graphs/graph-%.40s.graph", folder, line);
		n += commits_of(path);
		mem_free(path);
	}
	free(line);
	if (in)
		fclose(in);
	return n;
}

size_t graph_file_commits(const char *folder)
{
	char *path = mem_printf("%s/info/commit-graph", folder);
	size_t n = commits_of(path);

	mem_free(path);
	return n ? n : commits_of_chain(folder);
}
