/* SPDX-License-Identifier: GPL-2.0 */
/*
 * identifiers: the hashes (identifier_hash()) of the identifiers of a text, each once;
 * those of 4 to 64 characters, comments and strings included, as filter.h has them.
 */
#ifndef PROOF_IDENTIFIERS_H
#define PROOF_IDENTIFIERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

struct identifiers {		/* room that is used again for the next text */
	ARRAY(uint32_t) list;	/* in the order in which they are met */
	uint32_t *slot;		/* a hash table of them; 0: none */
	size_t slots;
	uint64_t *bits;		/* of each byte of the text: it is of an identifier */
	size_t bits_cap;
};

uint32_t identifier_hash(const char *word, size_t len);
void identifiers_read(struct identifiers *to, const char *text, size_t len);
void identifiers_release(struct identifiers *i);

#endif
