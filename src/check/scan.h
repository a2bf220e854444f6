/* SPDX-License-Identifier: GPL-2.0 */
/*
 * scan: which of a set of words each source holds, and which functions it defines;
 * what one run has read of a file, later runs take from the cache as long as its
 * inode, size and times are the same.
 */
#ifndef CHECK_SCAN_H
#define CHECK_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "check/cache.h"
#include "check/definitions.h"
#include "check/source.h"

struct scan_stamp {		/* of a file when it was read; all 0: not to be trusted later */
	int64_t mtime_ns, ctime_ns;
	uint64_t size, inode;
};

struct scan_hit {		/* a source holds a word */
	uint32_t word;		/* index into words */
	uint32_t source;
};

struct scan {
	const struct sources *sources;	/* not owned */
	unsigned jobs;
	struct map words;		/* word -> 1 + its index */
	ARRAY(struct scan_hit) hits;
	struct definitions definitions;
	struct scan_stamp *stamp;	/* of each source */
	bool *old;			/* of each source: the cache knew it as it is now */
	struct cache *cache;		/* NULL: nothing is kept */
	char *key;			/* of the whole scan in the cache */
	bool changed;			/* what is known is more than the cache holds */
};

/*
 * Takes from @cache (NULL: nothing) what is known of @sources, and reads the other sources, all
 * of them for @words (4 to 64 identifier characters each) too. What can't be read goes to
 * @coverage. Headers of over 1 MiB are passed over: they are lists of registers.
 */
void scan_open(struct scan *s, const struct sources *sources, unsigned jobs, struct cache *cache,
	       const char *const words[], size_t n, struct coverage *coverage);
/* Puts what is new into the cache and frees all. */
void scan_close(struct scan *s);

/* Sets match[i] for the sources that hold one of @words; reads them where a word is new. */
void scan_find(struct scan *s, const char *const words[], size_t n, bool match[]);

#endif
