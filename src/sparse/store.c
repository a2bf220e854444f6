// SPDX-License-Identifier: GPL-2.0
#include "sparse/store.h"

#include <libdeflate.h>
#include <sqlite3.h>
#include <string.h>

#include "base/database.h"
#include "sparse/packed.h"

#define MAX_BYTES (256ll << 20)
#define MAX_VALUE (16u << 20)

enum { FOLDER = 1, RULES, PATH, DATA };		/* ?1 to ?4 below */

struct summary_store {
	sqlite3 *db;		/* NULL: it was damaged, and can't be made anew */
	char *build;
	sqlite3_int64 rules;	/* a hash of their text */
};

static const struct database_kind kind = {
	.name = "sparse.db",
	.format = 1,
	.settings = "PRAGMA synchronous = OFF",
	.schema = "CREATE TABLE build ("
		  " id INTEGER PRIMARY KEY, folder BLOB NOT NULL UNIQUE, rules INTEGER NOT NULL);"
		  "CREATE TABLE file ("
		  " id INTEGER PRIMARY KEY, build INTEGER NOT NULL, path BLOB NOT NULL,"
		  " data BLOB NOT NULL, UNIQUE (build, path))",
	.wait_ms = 10000,
};

static sqlite3_int64 hash(const char *text)
{
	uint64_t h = MAP_HASH_START;

	while (*text)
		h = map_hash_add(h, (unsigned char)*text++);
	return (sqlite3_int64)h;
}

struct summary_store *summary_store_open(const char *build, const char *rules_id)
{
	sqlite3 *db = database_open(&kind);
	struct summary_store *s;

	if (!db)
		return NULL;
	s = mem_alloc(sizeof(*s));
	s->db = db;
	s->build = mem_strdup(build);
	s->rules = hash(rules_id);
	return s;
}

void summary_store_close(struct summary_store *s)
{
	if (!s)
		return;
	sqlite3_close(s->db);
	mem_free(s->build);
	mem_free(s);
}

static void make_anew(struct summary_store *s)
{
	database_discard(s->db);
	s->db = database_open(&kind);
}

static void bind(sqlite3_stmt *stmt, int at, const void *bytes, size_t len)
{
	if (bytes && at <= sqlite3_bind_parameter_count(stmt))
		sqlite3_bind_blob64(stmt, at, bytes, len, SQLITE_STATIC);
}

/* NULL when there is none. What is bound must live as long as it; @data may be NULL. */
static sqlite3_stmt *prepare(struct summary_store *s, const char *sql, const char *path,
			     const struct str *data)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return NULL;
	bind(stmt, FOLDER, s->build, strlen(s->build));
	if (RULES <= sqlite3_bind_parameter_count(stmt))
		sqlite3_bind_int64(stmt, RULES, s->rules);
	bind(stmt, PATH, path, strlen(path));
	if (data)
		bind(stmt, DATA, data->buf, data->len);
	return stmt;
}

static uint32_t checksum(const void *bytes, size_t len)
{
	return libdeflate_crc32(0, bytes, len);
}

static void pack(struct str *to, const struct summaries *own)
{
	uint32_t sum;

	summaries_pack(to, own);
	sum = checksum(to->buf, to->len);
	str_addn(to, &sum, sizeof(sum));
}

static bool unpack(struct summaries *to, sqlite3_stmt *stmt)
{
	const char *bytes = sqlite3_column_blob(stmt, 0);
	size_t len = (size_t)sqlite3_column_bytes(stmt, 0);
	uint32_t sum;

	if (!bytes || len < sizeof(sum) || len > MAX_VALUE)
		return false;
	len -= sizeof(sum);
	memcpy(&sum, bytes + len, sizeof(sum));
	return sum == checksum(bytes, len) && summaries_unpack(to, bytes, len);
}

static bool read_all(struct summary_store *s, sqlite3_stmt *stmt, struct summaries *to)
{
	long long bytes = 0;
	int code;

	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		bytes += sqlite3_column_bytes(stmt, 0);
		if (bytes > MAX_BYTES || !unpack(to, stmt))
			return false;
	}
	return code != SQLITE_TOOBIG && !database_is_damaged(s->db);
}

void summary_store_read(struct summary_store *s, const char *path, struct summaries *to)
{
	sqlite3_stmt *stmt;
	bool good;

	if (!s || !s->db)
		return;
	stmt = prepare(s, "SELECT file.data FROM build JOIN file ON file.build = build.id"
		       " WHERE build.folder = ?1 AND build.rules = ?2 AND file.path <> ?3"
		       " ORDER BY file.path", path, NULL);
	good = stmt ? read_all(s, stmt, to) : !database_is_damaged(s->db);
	sqlite3_finalize(stmt);
	if (!good)
		make_anew(s);
}

/* Whether @data is what stands there, or nothing does where it is NULL. */
static bool is_known(struct summary_store *s, const char *path, const struct str *data)
{
	sqlite3_stmt *stmt = prepare(s, "SELECT file.data FROM build JOIN file"
				     " ON file.build = build.id WHERE build.folder = ?1"
				     " AND build.rules = ?2 AND file.path = ?3", path, NULL);
	int code = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;
	bool is = code == SQLITE_DONE && !data;

	if (code == SQLITE_ROW && data)
		is = (size_t)sqlite3_column_bytes(stmt, 0) == data->len &&
		     !memcmp(sqlite3_column_blob(stmt, 0), data->buf, data->len);
	sqlite3_finalize(stmt);
	return is;
}

static bool forget_if_large(struct summary_store *s)
{
	long long pages = database_ask(s->db, "PRAGMA page_count") -
			  database_ask(s->db, "PRAGMA freelist_count");

	return pages * database_ask(s->db, "PRAGMA page_size") <= MAX_BYTES ||
	       database_run(s->db, "DELETE FROM file; DELETE FROM build");
}

static bool change(struct summary_store *s, const char *path, const struct str *data)
{
	static const char *const changes[] = {
		"DELETE FROM file WHERE build IN"
		" (SELECT id FROM build WHERE folder = ?1 AND rules IS NOT ?2)",
		"INSERT INTO build (folder, rules) VALUES (?1, ?2) ON CONFLICT (folder)"
		" DO UPDATE SET rules = excluded.rules WHERE rules IS NOT excluded.rules",
		"DELETE FROM file WHERE build = (SELECT id FROM build WHERE folder = ?1)"
		" AND path = ?3",
		"INSERT INTO file (build, path, data)"
		" SELECT id, ?3, ?4 FROM build WHERE folder = ?1 AND ?4 IS NOT NULL",
	};
	bool done = forget_if_large(s);

	for (size_t i = 0; done && i < sizeof(changes) / sizeof(*changes); i++) {
		sqlite3_stmt *stmt = prepare(s, changes[i], path, data);

		done = stmt && sqlite3_step(stmt) == SQLITE_DONE;
		sqlite3_finalize(stmt);
	}
	return done;
}

/* False when the file is damaged. */
static bool write(struct summary_store *s, const char *path, const struct str *data)
{
	bool good;

	if (database_run(s->db, "BEGIN IMMEDIATE") && change(s, path, data) &&
	    database_run(s->db, "COMMIT"))
		return true;
	good = !database_is_damaged(s->db);
	if (!sqlite3_get_autocommit(s->db))
		database_run(s->db, "ROLLBACK");
	return good;
}

void summary_store_put(struct summary_store *s, const char *path, const struct summaries *own)
{
	struct str data = STR_INIT;
	const struct str *to;

	if (!s || !s->db)
		return;
	if (own->list.n || own->callbacks.n)
		pack(&data, own);
	to = data.len && data.len <= MAX_VALUE ? &data : NULL;
	if (!is_known(s, path, to) && !write(s, path, to)) {
		make_anew(s);
		if (s->db)
			write(s, path, to);
	}
	str_release(&data);
}
