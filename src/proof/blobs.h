/* SPDX-License-Identifier: GPL-2.0 */
/*
 * blobs: what is known of the C files of many revisions, each distinct blob read
 * once: which words it holds, which functions it defines. So that a word that is
 * asked for later need not be looked for in all of them again, the hashes of each
 * blob's identifiers are kept: 4 bytes for each distinct one.
 */
#ifndef PROOF_BLOBS_H
#define PROOF_BLOBS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "history/objects.h"

struct blobs;

/* @objects is borrowed. */
struct blobs *blobs_new(struct objects *objects, unsigned jobs);
void blobs_free(struct blobs *b);

size_t blobs_count(const struct blobs *b);
/* Whether so many words are in use that it is time for new ones. */
bool blobs_full(const struct blobs *b);
/*
 * Where much memory is in use: forgets those that are not among the @n, which are read again
 * when they are met again.
 */
void blobs_trim(struct blobs *b, const uint32_t numbers[], size_t n);

/* The number of a blob, from 0, known or new; @header: it is a .h where it is met first. */
uint32_t blobs_number(struct blobs *b, const git_oid *id, bool header);
/*
 * Likewise of bytes that are in no repository, which are copied: @id is what git would give
 * them.
 */
uint32_t blobs_give(struct blobs *b, const git_oid *id, bool header, const char *text, size_t len);
void blob_id(const struct blobs *b, uint32_t number, git_oid *id);

/* Reads those of the @n blobs that were not read before. Headers of over 1 MiB count as empty. */
void blobs_read(struct blobs *b, const uint32_t numbers[], size_t n);
/* Why it could not be read, one line; NULL: it was. */
const char *blob_unread(const struct blobs *b, uint32_t number);

/* Sets match[number] for the blobs read so far that hold one of @words, see struct supply. */
void blobs_find(struct blobs *b, const char *const words[], size_t n, bool match[]);
/* Likewise for those that define functions of these names. */
void blobs_define(struct blobs *b, const struct map *names, bool match[]);

/*
 * The bits, all in one, that the maps have for those of the words that it holds, which
 * blobs_find() was asked for, and of the names that it defines.
 */
unsigned blob_bits(const struct blobs *b, uint32_t number, const struct map *words,
		   const struct map *names);

/* The blob's bytes, a NUL behind them; the caller frees them. */
struct error *blob_text(struct blobs *b, uint32_t number, char **text, size_t *len);

#endif
