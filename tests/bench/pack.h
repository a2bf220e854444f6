/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pack: writes git packs (gitformat-pack(5)) with their indexes, as a clone gets
 * them: commits newest first, then tags, then trees and blobs, these as deltas
 * against an earlier version where one is given. An object added again, even
 * after a pack is finished, is the first one. What fails ends the program.
 */
#ifndef BENCH_PACK_H
#define BENCH_PACK_H

#include <stddef.h>
#include <stdint.h>

enum pack_type { PACK_COMMIT = 1, PACK_TREE, PACK_BLOB, PACK_TAG };
enum { PACK_ID = 20, PACK_HEX = 2 * PACK_ID };

#define PACK_NONE UINT32_MAX

struct pack;

/* @scratch: a folder for what is not in its place yet. */
struct pack *pack_new(const char *scratch);
void pack_free(struct pack *p);

/*
 * Adds the @len bytes of @data and returns the object's number. @date orders
 * commits. @base, or PACK_NONE, is an earlier version with its @base_data.
 */
uint32_t pack_add(struct pack *p, enum pack_type type, const char *data, size_t len, uint32_t date);
uint32_t pack_add_delta(struct pack *p, enum pack_type type, const char *data, size_t len,
			uint32_t base, const char *base_data, size_t base_len);

const uint8_t *pack_id(const struct pack *p, uint32_t object);
void pack_hex(char to[PACK_HEX + 1], const uint8_t *id);

/* What was added since the last time goes to @folder/pack-<hash>.pack and .idx. */
void pack_finish(struct pack *p, const char *folder);

#endif
