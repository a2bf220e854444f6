/* SPDX-License-Identifier: GPL-2.0 */
/*
 * store: numbered pieces of bytes in one SQLite file, each with a checksum. What
 * stands in a store can always be made again, so damage is never repaired: the
 * store says that it is damaged, and its owner makes a new one.
 *
 * A new store is written beside its place and renamed there once it is whole; an
 * existing one changes in one transaction. A reader sees the old or the new state
 * whatever is interrupted: as long as a store is open all that is read is of one
 * state, and another process that wants to change it waits (up to two minutes).
 */
#ifndef HISTORY_STORE_H
#define HISTORY_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

struct store;

enum store_state {
	STORE_GOOD,
	STORE_ABSENT,		/* no such file */
	STORE_OTHER,		/* of another format, or no store at all */
	STORE_DAMAGED,
};

/*
 * Opens the store at @path for reading and, where the file may be written, for
 * changes. *@s is set only for STORE_GOOD. An error is one that a new store would
 * meet too (a folder that may not be entered).
 */
struct error *store_open(struct store **s, const char *path, enum store_state *state);

/*
 * A new, empty store that will stand at @path after store_finish(); NULL for one
 * that is kept in memory only.
 */
struct error *store_create(struct store **s, const char *path);
/*
 * Puts a created store in its place, where it is read on and, as long as it is
 * store_writable(), changed; after an error it can only be closed.
 */
struct error *store_finish(struct store *s);

/* Frees it; a created one that was not finished leaves nothing behind. NULL is fine. */
void store_close(struct store *s);

/* The piece in @to, which is emptied first; false when there is none or it is damaged. */
bool store_get(struct store *s, unsigned kind, uint32_t number, struct str *to);
/* Calls @each for the pieces of @kind, lowest number first; stops when that says false. */
void store_each(struct store *s, unsigned kind,
		bool (*each)(void *ctx, uint32_t number, const char *bytes, size_t len), void *ctx);

/*
 * Changes stand between begin and commit; without a commit there are none. What was
 * read before store_begin() may be of an older state than what is read after it. A
 * store that is being created has no rollback: it is closed.
 */
struct error *store_begin(struct store *s);
struct error *store_put(struct store *s, unsigned kind, uint32_t number, const void *bytes,
			size_t len);
struct error *store_drop(struct store *s, unsigned kind);
struct error *store_commit(struct store *s);
void store_rollback(struct store *s);

bool store_writable(const struct store *s);
/* Whether damage was met since it was opened. */
bool store_damaged(const struct store *s);
void store_set_damaged(struct store *s);

#endif
