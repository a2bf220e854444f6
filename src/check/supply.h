/* SPDX-License-Identifier: GPL-2.0 */
/*
 * supply: where a check takes its sources from: the files of a folder (files.h), or
 * the blobs of a revision. Whoever makes one fills these in.
 */
#ifndef CHECK_SUPPLY_H
#define CHECK_SUPPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map.h"
#include "check/source.h"
#include "check/unit.h"

struct supply {
	const struct sources *sources;

	/*
	 * Of each source, whether a reading begins with it, whatever words it holds, under
	 * all rules; and rules that may match anywhere are asked of no others. NULL: none.
	 */
	const bool *seeds;
	bool seeds_only;	/* it begins with no others, whatever words they hold */

	/* Sets match[i] for the sources that hold one of @words (4 to 64 characters of an
	 * identifier each; one that ends in '*' stands for all with that prefix). */
	void (*find)(struct supply *s, const char *const words[], size_t n, bool match[]);

	/* Sets match[i] for the sources that define functions of these names. */
	void (*define)(struct supply *s, const struct map *names, bool match[]);

	/* Source @i, read; it belongs to the supply. Of its flags only .asked is set. */
	struct error *(*unit)(struct supply *s, size_t i, struct unit **to);

	/* Its bytes, a NUL behind them, until unmap(). */
	struct error *(*map)(struct supply *s, size_t i, const char **text, size_t *len);
	void (*unmap)(struct supply *s, const char *text, size_t len);
};

#endif
