/* SPDX-License-Identifier: GPL-2.0 */
/* files: the supply of a check of files and folders. */
#ifndef CHECK_FILES_H
#define CHECK_FILES_H

#include "check/scan.h"
#include "check/supply.h"

struct files {
	struct supply supply;	/* first */
	struct sources sources;
	struct scan scan;
	struct unit **unit;	/* of each source, or NULL */
};

/*
 * Lists the sources of @n paths (sources_list()) and scans them for @words and
 * definitions, with the help of @cache (NULL: none). files_close() in any case.
 */
struct error *files_open(struct files *f, const char *const paths[], size_t n, unsigned jobs,
			 struct cache *cache, const char *const words[], size_t n_words,
			 struct coverage *coverage);
void files_close(struct files *f);

#endif
