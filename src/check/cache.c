// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/cache.h"

#include <git2.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

#include "base/database.h"
#include "base/mem.h"

#define MAX_BYTES (256ll << 20)

struct cache {
	sqlite3 *db;
	sqlite3_stmt *get, *put;
};

static const struct database_kind kind = {
	.name = "check.db",
	.format = 1,
	.settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF",
	.schema = "CREATE TABLE result ("
		  " id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value BLOB NOT NULL)",
	.wait_ms = 500,
};

static bool prepare(struct cache *c)
{
	return sqlite3_prepare_v2(c->db, "SELECT value FROM result WHERE key = ?", -1, &c->get,
				  NULL) == SQLITE_OK &&
	       sqlite3_prepare_v2(c->db, "INSERT OR REPLACE INTO result (key, value) VALUES (?, ?)",
				  -1, &c->put, NULL) == SQLITE_OK;
}

static void release(struct cache *c)
{
	sqlite3_finalize(c->get);
	sqlite3_finalize(c->put);
	sqlite3_close(c->db);
	mem_free(c);
}

struct cache *cache_open(void)
{
	struct cache *c = mem_alloc(sizeof(*c));

	c->db = database_open(&kind);
	if (c->db && prepare(c))
		return c;
	release(c);
	return NULL;
}

static void forget_oldest(struct cache *c)
{
	long long bytes = database_ask(c->db, "PRAGMA page_count") *
			  database_ask(c->db, "PRAGMA page_size");

	if (bytes > MAX_BYTES)
		database_run(c->db, "DELETE FROM result WHERE id <="
				    " (SELECT (min(id) + max(id)) / 2 FROM result); VACUUM;");
}

void cache_close(struct cache *c)
{
	if (!c)
		return;
	forget_oldest(c);
	release(c);
}

bool cache_get(struct cache *c, const char *key, struct str *value)
{
	const void *bytes;
	bool found;

	if (!c)
		return false;
	sqlite3_bind_text(c->get, 1, key, -1, SQLITE_STATIC);
	found = sqlite3_step(c->get) == SQLITE_ROW;
	if (found) {
		str_clear(value);
		bytes = sqlite3_column_blob(c->get, 0);
		if (bytes)
			str_addn(value, bytes, (size_t)sqlite3_column_bytes(c->get, 0));
	}
	sqlite3_reset(c->get);
	return found;
}

void cache_put(struct cache *c, const char *key, const char *value, size_t len)
{
	if (!c || len > 1u << 24)
		return;
	sqlite3_bind_text(c->put, 1, key, -1, SQLITE_STATIC);
	sqlite3_bind_blob64(c->put, 2, value ? value : "", len, SQLITE_STATIC);
	sqlite3_step(c->put);
	sqlite3_reset(c->put);
}

void cache_blob_id(char id[41], const void *bytes, size_t len)
{
	git_oid oid;

	git_libgit2_init();
	if (git_odb_hash(&oid, bytes, len, GIT_OBJECT_BLOB))
		memset(&oid, 0, sizeof(oid));
	git_oid_tostr(id, 41, &oid);
}
