// SPDX-License-Identifier: GPL-2.0
#include "base/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"

char *cache_folder(void)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (base && *base == '/')
		return mem_printf("%s/teardown", base);
	if (home && *home == '/')
		return mem_printf("%s/.cache/teardown", home);
	return NULL;
}

bool folder_make(char *path, mode_t mode)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0777);
		*p = '/';
	}
	return !mkdir(path, mode) || errno == EEXIST;
}
