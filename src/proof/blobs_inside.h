/* SPDX-License-Identifier: GPL-2.0 */
/* blobs_inside: what blobs.c and blobs_kept.c share. */
#ifndef PROOF_BLOBS_INSIDE_H
#define PROOF_BLOBS_INSIDE_H

#include "check/definitions.h"
#include "proof/blobs.h"

enum { MAX_THREADS = 64 };

struct blob {
	git_oid id;
	bool read, header;
	char *unread;		/* why it could not be; NULL */
	char *given;		/* its bytes, where the repository does not have them; or NULL */
	size_t given_len;
	uint32_t *identifier;	/* hashes */
	uint32_t identifiers;
};

struct holders {		/* blobs that hold a word */
	ARRAY(uint32_t) list;
};

struct blobs {
	struct objects *objects;
	struct objects_reader *reader;
	struct objects_reader *thread_reader[MAX_THREADS];	/* made where one is used */
	unsigned jobs;
	ARRAY(struct blob) all;
	uint32_t *slot;		/* by id: 1 + number, or 0 */
	size_t slots;
	struct map words;	/* word -> 1 + its index into .holders */
	ARRAY(struct holders) holders;
	struct definitions sorted, fresh;	/* .fresh: a few more, sorted too */
	size_t bytes;		/* of identifiers */
	size_t trim_at;		/* so many are too many */
	char *kept;		/* what blobs_unpack() took; identifiers of blobs are in it */
	size_t kept_len;
	size_t learned;		/* so many were read that were not known before */
};

/* Whether the identifiers of @blob are among the kept bytes, not its own. */
static inline bool blobs_is_kept(const struct blobs *b, const struct blob *blob)
{
	const char *p = (const char *)blob->identifier;

	return b->kept && p >= b->kept && p < b->kept + b->kept_len;
}

#endif
