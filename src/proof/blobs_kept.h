/* SPDX-License-Identifier: GPL-2.0 */
/*
 * blobs_kept: what is known of the C files of a tree, kept from one run to the next in
 * the file blobs.kept of the cache folder (base/folder.h): 4 bytes for each distinct
 * identifier of each, about 60 MB for a kernel. It is by the blobs' ids, so it serves all trees
 * and repositories that share files. What is damaged or of another version is not taken;
 * what can't be written is gone without.
 */
#ifndef PROOF_BLOBS_KEPT_H
#define PROOF_BLOBS_KEPT_H

#include <sys/types.h>

#include "proof/blobs.h"

/* To be called before many blobs are read. */
void blobs_keep_read(struct blobs *b);
/*
 * Has what is known of the @n blobs written, and of those that were kept before where all
 * together are not too many; nothing where few of them are new, or there are few at all. A
 * process of its own does it meanwhile: to be called while there are no threads, and
 * blobs_keep_end() before the program ends.
 */
pid_t blobs_keep_write(const struct blobs *b, const uint32_t numbers[], size_t n);
void blobs_keep_end(pid_t writer);	/* 0 is fine */

/*
 * The bytes of such a file, taken apart and made; false: they are none, or such were taken
 * before, and @b is as it was.
 */
bool blobs_unpack(struct blobs *b, char *bytes, size_t len);	/* takes @bytes over if true */
char *blobs_pack(const struct blobs *b, const bool wanted[], size_t *len);

#endif
