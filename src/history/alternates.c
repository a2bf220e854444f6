// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/alternates.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define MAX_DEPTH 5

static bool add_folder(struct folders *f, const char *path)
{
	char *real = realpath(path, NULL);
	bool is_new = real != NULL;
	size_t i;

	for (i = 0; real && i < f->list.n; i++)
		if (!strcmp(f->list.item[i], real))
			is_new = false;
	if (is_new)
		*array_push(&f->list) = mem_strdup(real);
	free(real);
	return is_new;
}

/* The character that @p, behind a backslash, stands for; @p is moved past it. -1: none. */
static int unescape(const char **p)
{
	static const char letter[] = "abtnvfr\"\\", meaning[] = "\a\b\t\n\v\f\r\"\\";
	const char *found;
	int value = 0, i;

	if (**p && (found = strchr(letter, **p))) {
		++*p;
		return (unsigned char)meaning[found - letter];
	}
	for (i = 0; i < 3; i++, ++*p) {
		if (**p < '0' || **p > (i ? '7' : '3'))
			return -1;
		value = value * 8 + (**p - '0');
	}
	return value;
}

/* Of a path in quotes as git puts them; false: it is no such. */
static bool unquote(struct str *to, const char *line)
{
	const char *p = line + 1;
	int c;

	str_clear(to);
	while (*p != '"') {
		if (!*p)
			return false;
		c = (unsigned char)*p++;
		if (c == '\\')
			c = unescape(&p);
		if (c <= 0)
			return false;
		str_addc(to, (char)c);
	}
	return true;
}

static void read_folder(struct folders *f, const char *folder, unsigned depth);

static void read_line(struct folders *f, const char *folder, const char *line, unsigned depth)
{
	struct str path = STR_INIT;
	char *full;

	if (!*line || *line == '#')
		return;
	if (*line != '"' || !unquote(&path, line)) {
		str_clear(&path);
		str_add(&path, line);
	}
	full = *path.buf == '/' ? mem_strdup(path.buf) : mem_printf("%s/%s", folder, path.buf);
	read_folder(f, full, depth);
	mem_free(full);
	str_release(&path);
}

static void read_folder(struct folders *f, const char *folder, unsigned depth)
{
	char *path, *line = NULL;
	size_t cap = 0;
	ssize_t n;
	FILE *file;

	if (!add_folder(f, folder) || depth > MAX_DEPTH)
		return;
	path = mem_printf("%s/info/alternates", folder);
	file = fopen(path, "re");
	while (file && (n = getline(&line, &cap, file)) >= 0) {
		line[n && line[n - 1] == '\n' ? n - 1 : n] = '\0';
		read_line(f, folder, line, depth + 1);
	}
	if (file)
		fclose(file);
	free(line);
	mem_free(path);
}

void alternates_read(struct folders *f, const char *folder)
{
	*f = (struct folders){ 0 };
	read_folder(f, folder, 0);
}

void folders_release(struct folders *f)
{
	size_t i;

	for (i = 0; i < f->list.n; i++)
		mem_free(f->list.item[i]);
	array_free(&f->list);
}
