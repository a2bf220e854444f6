// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "base/database.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/mem.h"

#define MAX_LENGTH (32 << 20)
#define NOTHING "0;"

enum state { GOOD, EMPTY, FOREIGN, OUT_OF_REACH };

bool database_run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

long long database_ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	long long value = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

bool database_is_damaged(sqlite3 *db)
{
	int code = sqlite3_errcode(db) & 0xff;

	return code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
}

static enum state failure(sqlite3 *db)
{
	return database_is_damaged(db) ? FOREIGN : OUT_OF_REACH;
}

static enum state compare(const char *held, const struct database_kind *kind)
{
	char *wanted = mem_printf("%d;%s", kind->format, kind->schema);
	enum state state = !strcmp(held, wanted) ? GOOD : !strcmp(held, NOTHING) ? EMPTY : FOREIGN;

	mem_free(wanted);
	return state;
}

/* In one statement: another process may be making it. */
static enum state find_state(sqlite3 *db, const struct database_kind *kind)
{
	sqlite3_stmt *stmt = NULL;
	const char *held = NULL;
	enum state state;

	if (sqlite3_prepare_v2(db, "SELECT (SELECT user_version FROM pragma_user_version) || ';' ||"
			       " coalesce(group_concat(sql, ';'), '') FROM sqlite_master", -1,
			       &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		held = (const char *)sqlite3_column_text(stmt, 0);
	state = held ? compare(held, kind) : failure(db);
	sqlite3_finalize(stmt);
	return state;
}

static enum state make(sqlite3 *db, const struct database_kind *kind)
{
	char *sql = mem_printf("%s; PRAGMA user_version = %d; COMMIT", kind->schema, kind->format);
	enum state state = OUT_OF_REACH;

	if (database_run(db, "BEGIN IMMEDIATE")) {
		state = find_state(db, kind);
		if (state == EMPTY)
			state = database_run(db, sql) ? GOOD : failure(db);
		if (!sqlite3_get_autocommit(db))
			database_run(db, "ROLLBACK");
	}
	mem_free(sql);
	return state;
}

static enum state prepare(sqlite3 *db, const struct database_kind *kind)
{
	enum state state;

	sqlite3_busy_timeout(db, kind->wait_ms);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, MAX_LENGTH);
	if (!database_run(db, kind->settings))
		return failure(db);
	state = find_state(db, kind);
	return state == EMPTY ? make(db, kind) : state;
}

static int lock_folder(const char *file)
{
	char *folder = mem_strndup(file, (size_t)(strrchr(file, '/') - file));
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	mem_free(folder);
	if (fd >= 0)
		flock(fd, LOCK_EX);
	return fd;
}

/* The file itself is the last: what stands beside it from then on is another one's. */
static void unlink_all(const char *file)
{
	static const char *const behind[] = { "-wal", "-shm", "-journal", "" };

	for (size_t i = 0; i < sizeof(behind) / sizeof(*behind); i++) {
		char *path = mem_printf("%s%s", file, behind[i]);

		unlink(path);
		mem_free(path);
	}
}

void database_discard(sqlite3 *db)
{
	const char *file = sqlite3_db_filename(db, "main");
	int moved = 1, lock = lock_folder(file);

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && !moved)
		unlink_all(file);
	if (lock >= 0)
		close(lock);
	sqlite3_close(db);
}

static sqlite3 *open_file(const char *file, const struct database_kind *kind, enum state *state)
{
	sqlite3 *db = NULL;

	*state = OUT_OF_REACH;
	if (sqlite3_open_v2(file, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) ==
	    SQLITE_OK)
		*state = prepare(db, kind);
	if (*state == GOOD)
		return db;
	if (*state == FOREIGN)
		database_discard(db);
	else
		sqlite3_close(db);
	return NULL;
}

sqlite3 *database_open(const struct database_kind *kind)
{
	char *folder = cache_folder(), *file;
	sqlite3 *db = NULL;
	enum state state;

	if (folder && folder_make(folder, 0700)) {
		file = mem_printf("%s/%s", folder, kind->name);
		db = open_file(file, kind, &state);
		if (state == FOREIGN)
			db = open_file(file, kind, &state);
		mem_free(file);
	}
	mem_free(folder);
	return db;
}
