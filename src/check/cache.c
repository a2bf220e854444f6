// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/cache.h"

#include <git2.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/mem.h"

#define FORMAT 1		/* PRAGMA user_version */
#define WAIT_MS 500		/* for another process that writes */
#define MAX_BYTES (256ll << 20)

struct cache {
	sqlite3 *db;
	sqlite3_stmt *get, *put;
};

static bool run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* The first column of the first row, -1 where there is none. */
static long long ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	long long value = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

static bool prepare(struct cache *c)
{
	long long format = ask(c->db, "PRAGMA user_version");

	if (format != 0 && format != FORMAT)
		return false;
	return run(c->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
			  "CREATE TABLE IF NOT EXISTS result ("
			  " id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value BLOB NOT NULL);"
			  "PRAGMA user_version = 1;") &&
	       sqlite3_prepare_v2(c->db, "SELECT value FROM result WHERE key = ?", -1, &c->get,
				  NULL) == SQLITE_OK &&
	       sqlite3_prepare_v2(c->db, "INSERT OR REPLACE INTO result (key, value) VALUES (?, ?)",
				  -1, &c->put, NULL) == SQLITE_OK;
}

static void release(struct cache *c)
{
	sqlite3_finalize(c->get);
	sqlite3_finalize(c->put);
	sqlite3_close(c->db);
	*c = (struct cache){ 0 };
}

/* Whether the file holds something else; one that is merely locked or out of reach does not. */
static bool is_foreign(struct cache *c)
{
	int code = sqlite3_errcode(c->db);
	long long format;

	if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
		return true;
	format = ask(c->db, "PRAGMA user_version");
	return format > 0 && format != FORMAT;
}

static bool open_file(struct cache *c, const char *file, bool *foreign)
{
	if (sqlite3_open_v2(file, &c->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) ==
	    SQLITE_OK) {
		sqlite3_busy_timeout(c->db, WAIT_MS);
		if (prepare(c))
			return true;
		*foreign = is_foreign(c);
	}
	release(c);
	return false;
}

/* Damaged, or of another format: it holds nothing that can't be made again. */
static void remove_file(const char *file)
{
	static const char *const behind[] = { "", "-wal", "-shm", "-journal" };
	char *path;
	size_t i;

	for (i = 0; i < sizeof(behind) / sizeof(*behind); i++) {
		path = mem_printf("%s%s", file, behind[i]);
		unlink(path);
		mem_free(path);
	}
}

struct cache *cache_open(void)
{
	struct cache *c = mem_alloc(sizeof(*c));
	char *folder = cache_folder(), *file;
	bool opened = false, foreign = false;

	if (folder && folder_make(folder, 0700)) {
		file = mem_printf("%s/check.db", folder);
		opened = open_file(c, file, &foreign);
		if (!opened && foreign) {
			remove_file(file);
			opened = open_file(c, file, &foreign);
		}
		mem_free(file);
	}
	mem_free(folder);
	if (opened)
		return c;
	mem_free(c);
	return NULL;
}

static void forget_oldest(struct cache *c)
{
	long long bytes = ask(c->db, "PRAGMA page_count") * ask(c->db, "PRAGMA page_size");

	if (bytes > MAX_BYTES)
		run(c->db, "DELETE FROM result WHERE id <= (SELECT (min(id) + max(id)) / 2"
			   " FROM result); VACUUM;");
}

void cache_close(struct cache *c)
{
	if (!c)
		return;
	forget_oldest(c);
	release(c);
	mem_free(c);
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
