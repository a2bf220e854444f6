/* SPDX-License-Identifier: GPL-2.0 */
/*
 * definitions: which files define functions of given names, found by their
 * shape alone (a line that starts in the first column and names it before its
 * first parenthesis, and is no declaration), so that a whole tree takes
 * a fraction of a second.
 */
#ifndef CHECK_DEFINITIONS_H
#define CHECK_DEFINITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "base/mem.h"

struct definition {
	uint32_t name;		/* its hash */
	uint32_t source;
};

struct definitions {
	ARRAY(struct definition) list;	/* by name, then source: definitions_sort() */
};

/* Adds the definitions of one file. */
void definitions_read(struct definitions *d, uint32_t source, const char *text, size_t len);

/* Moves what another thread has read; @from is empty then. */
void definitions_merge(struct definitions *d, struct definitions *from);
void definitions_sort(struct definitions *d);
void definitions_release(struct definitions *d);

/*
 * Sets match[i] for the sources that define one of @names; two names with one
 * hash may set one too many.
 */
void definitions_find(const struct definitions *d, const struct map *names, bool match[]);

/* Whether @source defines a function whose name has this hash. */
bool definitions_have(const struct definitions *d, uint32_t name, uint32_t source);

#endif
