/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cache: results of spatch by content, in one SQLite file under
 * $XDG_CACHE_HOME/teardown (else ~/.cache/teardown). A key is text that names
 * everything the value depends on. The cache is a help, never a need: one that
 * can't be opened, is damaged or is of another format is gone without or made
 * anew.
 */
#ifndef CHECK_CACHE_H
#define CHECK_CACHE_H

#include <stddef.h>

#include "base/str.h"

struct cache;

/* NULL when there is none to be had. */
struct cache *cache_open(void);
void cache_close(struct cache *c);

/* True and the value in @value when @key is known. @c may be NULL. */
bool cache_get(struct cache *c, const char *key, struct str *value);
void cache_put(struct cache *c, const char *key, const char *value, size_t len);

/* The git blob id of the bytes: 40 hex digits and a NUL. */
void cache_blob_id(char id[41], const void *bytes, size_t len);

#endif
