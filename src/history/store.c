// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#define FORMAT 4			/* PRAGMA user_version */
#define TEXT_OF(number) TEXT_OF_(number)
#define TEXT_OF_(number) #number

enum {
	APPLICATION = 0x7465617a,	/* PRAGMA application_id */
	WAIT_MS = 120000,		/* for another process that writes */
	CHECKSUM_BYTES = 4,
	A_WHILE = 60,			/* seconds */
};

struct store {
	sqlite3 *db;
	sqlite3_stmt *get, *put;
	char *path;		/* where it stands or will stand; NULL: in memory */
	char *made;		/* where it is being made; NULL: it stands in its place */
	bool writable, damaged;
	bool snapshot;		/* a transaction that only reads is open */
};

static struct error *failed(struct store *s, const char *doing)
{
	int code = sqlite3_errcode(s->db);

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		s->damaged = true;
	return error_new("%s %s: %s", doing, s->path ? s->path : "the index",
			 sqlite3_errmsg(s->db));
}

static bool run(struct store *s, const char *sql)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool prepare(struct store *s)
{
	return sqlite3_prepare_v2(s->db, "SELECT data FROM piece WHERE id = ?", -1, &s->get,
				  NULL) == SQLITE_OK &&
	       sqlite3_prepare_v2(s->db, "INSERT OR REPLACE INTO piece (id, data) VALUES (?, ?)",
				  -1, &s->put, NULL) == SQLITE_OK;
}

/* The first column of the first row, -1 where there is none. */
static long long ask(struct store *s, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	long long value = -1;

	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

static void disconnect(struct store *s)
{
	sqlite3_finalize(s->get);
	sqlite3_finalize(s->put);
	sqlite3_close(s->db);
	s->get = s->put = NULL;
	s->db = NULL;
}

static void forget(struct store *s)
{
	disconnect(s);
	mem_free(s->path);
	mem_free(s->made);
	mem_free(s);
}

/* What is read from now on is of one state of the file; who writes waits until it ends. */
static bool start_snapshot(struct store *s)
{
	s->snapshot = run(s, "BEGIN");
	return s->snapshot && ask(s, "SELECT count(*) FROM sqlite_master") >= 0;
}

static void end_snapshot(struct store *s)
{
	if (s->snapshot)
		run(s, "COMMIT");
	s->snapshot = false;
}

static bool in_order(struct store *s)
{
	return ask(s, "PRAGMA application_id") == APPLICATION &&
	       ask(s, "PRAGMA user_version") == FORMAT;
}

static bool connect(struct store *s, const char *file, int flags)
{
	if (sqlite3_open_v2(file, &s->db, flags, NULL) != SQLITE_OK)
		return false;
	sqlite3_busy_timeout(s->db, WAIT_MS);
	run(s, "PRAGMA cache_size = -8192;");
	return true;
}

/*
 * A file cut short to nothing is what an interrupted copy leaves: no store. What
 * neither is a store nor none (it is locked, a journal is left that must be played
 * back and can't be) is an error.
 */
static struct error *find_state(struct store *s, enum store_state *state)
{
	if (start_snapshot(s) && in_order(s) && prepare(s)) {
		*state = STORE_GOOD;
		return NULL;
	}
	switch (sqlite3_errcode(s->db) & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
	case SQLITE_ERROR:
	case SQLITE_NOTADB:
		*state = STORE_OTHER;
		return NULL;
	case SQLITE_CORRUPT:
		*state = STORE_DAMAGED;
		return NULL;
	default:
		return failed(s, "cannot read the index");
	}
}

struct error *store_open(struct store **to, const char *path, enum store_state *state)
{
	struct store *s;
	struct error *err;
	struct stat st;

	*to = NULL;
	*state = STORE_ABSENT;
	if (stat(path, &st)) {
		if (errno == ENOENT)
			return NULL;
		return error_errno("cannot read the index %s", path);
	}
	if (!S_ISREG(st.st_mode))
		return error_new("the index %s is no regular file", path);
	s = mem_alloc(sizeof(*s));
	s->path = mem_strdup(path);
	s->writable = !access(path, W_OK);
	if (access(path, R_OK) ||
	    !connect(s, path, s->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)) {
		forget(s);
		return error_new("cannot read the index %s", path);
	}
	err = find_state(s, state);
	if (!err && *state == STORE_GOOD)
		*to = s;
	else
		forget(s);
	return err;
}

/* The process that made it is gone, or has not locked it, which is done at once, for a while. */
static bool is_left_behind(const char *made, const char *number)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char *end;
	long pid = strtol(number, &end, 10);
	struct stat st;
	bool left;
	int fd;

	if (pid <= 0 || strcmp(end, ".new") || lstat(made, &st) || !S_ISREG(st.st_mode))
		return false;
	if ((!kill((pid_t)pid, 0) || errno != ESRCH) && time(NULL) - st.st_mtime < A_WHILE)
		return false;
	fd = open(made, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	left = fd >= 0 && !fcntl(fd, F_GETLK, &lock) && lock.l_type == F_UNLCK;
	if (fd >= 0)
		close(fd);
	return left;
}

/* What others were killed over. */
static void clear_away(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *folder = slash ? mem_strndup(path, (size_t)(name - path)) : mem_strdup("./");
	DIR *dir = opendir(folder);
	size_t n = strlen(name);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char *made;

		if (strncmp(e->d_name, name, n) || e->d_name[n] != '.')
			continue;
		made = mem_printf("%s%s", folder, e->d_name);
		if (is_left_behind(made, e->d_name + n + 1))
			unlink(made);
		mem_free(made);
	}
	if (dir)
		closedir(dir);
	mem_free(folder);
}

struct error *store_create(struct store **to, const char *path)
{
	struct store *s = mem_alloc(sizeof(*s));
	struct error *err;

	*to = s;
	s->path = mem_strdup(path);
	s->writable = true;
	if (path) {
		s->made = mem_printf("%s.%ld.new", path, (long)getpid());
		unlink(s->made);
		clear_away(path);
	}
	if (connect(s, path ? s->made : ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) &&
	    run(s, "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
		   "PRAGMA locking_mode = EXCLUSIVE;"
		   "CREATE TABLE piece (id INTEGER PRIMARY KEY, data BLOB NOT NULL);"
		   "PRAGMA application_id = 1952801146;"
		   "PRAGMA user_version = " TEXT_OF(FORMAT) ";") &&
	    prepare(s))
		return NULL;
	err = failed(s, "cannot make");
	store_close(s);
	*to = NULL;
	return err;
}

static bool flush(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && !fsync(fd);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* An old journal would be played back into the new file: it goes first, after what it is of. */
static struct error *take_place(struct store *s)
{
	char *journal = mem_printf("%s-journal", s->path);
	struct error *err = NULL;

	if (!access(journal, F_OK)) {
		unlink(s->path);
		unlink(journal);
	}
	if (rename(s->made, s->path))
		err = error_errno("cannot write the index %s", s->path);
	mem_free(journal);
	return err;
}

/*
 * SQLite won't change a file that was renamed since it was opened: it is opened
 * anew. Where another process has put its own there meanwhile ours is only read.
 */
static void open_in_place(struct store *s, const struct stat *made)
{
	struct store in_place = { .path = s->path };
	struct stat st;

	if (connect(&in_place, s->path, SQLITE_OPEN_READWRITE) && start_snapshot(&in_place) &&
	    prepare(&in_place) && !stat(s->path, &st) && st.st_dev == made->st_dev &&
	    st.st_ino == made->st_ino) {
		disconnect(s);
		s->db = in_place.db;
		s->get = in_place.get;
		s->put = in_place.put;
		return;
	}
	disconnect(&in_place);
	s->writable = false;
}

struct error *store_finish(struct store *s)
{
	struct error *err;
	struct stat made;

	if (!s->made)
		return NULL;
	if (!run(s, "PRAGMA locking_mode = NORMAL; SELECT 1 FROM piece LIMIT 1;"))
		return failed(s, "cannot write");
	if (!flush(s->made) || stat(s->made, &made))	/* its close() would end a lock */
		return error_errno("cannot write the index %s", s->path);
	if (!start_snapshot(s))
		return failed(s, "cannot read");
	err = take_place(s);
	if (err)
		return err;
	mem_free(s->made);
	s->made = NULL;
	open_in_place(s, &made);
	return NULL;
}

void store_close(struct store *s)
{
	char *made;

	if (!s)
		return;
	made = s->made;
	s->made = NULL;
	forget(s);
	if (made)
		unlink(made);
	mem_free(made);
}

static sqlite3_int64 row(unsigned kind, uint32_t number)
{
	return (sqlite3_int64)kind << 32 | number;
}

static uint32_t checksum_at(const char *bytes)
{
	uint32_t sum;

	memcpy(&sum, bytes, sizeof(sum));
	return sum;
}

/* Of the bytes and of where they belong. */
static uint32_t checksum(sqlite3_int64 id, const void *bytes, size_t len)
{
	uint32_t sum = libdeflate_crc32(0, &id, sizeof(id));

	return len ? libdeflate_crc32(sum, bytes, len) : sum;
}

/* Piece @id without its checksum; NULL and the store damaged where that is wrong. */
static const char *checked(struct store *s, sqlite3_stmt *stmt, int column, sqlite3_int64 id,
			   size_t *len)
{
	const char *bytes = sqlite3_column_blob(stmt, column);
	size_t n = (size_t)sqlite3_column_bytes(stmt, column);

	if (bytes && n >= CHECKSUM_BYTES) {
		*len = n - CHECKSUM_BYTES;
		if (checksum(id, bytes, *len) == checksum_at(bytes + *len))
			return bytes;
	}
	s->damaged = true;
	return NULL;
}

bool store_get(struct store *s, unsigned kind, uint32_t number, struct str *to)
{
	const char *bytes = NULL;
	size_t len;
	int code;

	str_clear(to);
	sqlite3_bind_int64(s->get, 1, row(kind, number));
	code = sqlite3_step(s->get);
	if (code == SQLITE_ROW)
		bytes = checked(s, s->get, 0, row(kind, number), &len);
	else if (code != SQLITE_DONE)
		s->damaged = true;
	if (bytes)
		str_addn(to, bytes, len);
	sqlite3_reset(s->get);
	return bytes;
}

void store_each(struct store *s, unsigned kind,
		bool (*each)(void *ctx, uint32_t number, const char *bytes, size_t len), void *ctx)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3_int64 id;
	const char *bytes;
	int code = SQLITE_ERROR;
	size_t len;

	if (sqlite3_prepare_v2(s->db, "SELECT id, data FROM piece WHERE id BETWEEN ? AND ?"
			       " ORDER BY id", -1, &stmt, NULL) == SQLITE_OK) {
		sqlite3_bind_int64(stmt, 1, row(kind, 0));
		sqlite3_bind_int64(stmt, 2, row(kind, UINT32_MAX));
		while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
			id = sqlite3_column_int64(stmt, 0);
			bytes = checked(s, stmt, 1, id, &len);
			if (!bytes || !each(ctx, (uint32_t)id, bytes, len))
				break;
		}
	}
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		s->damaged = true;
	sqlite3_finalize(stmt);
}

struct error *store_begin(struct store *s)
{
	if (!s->writable)	/* SQLite would find out later */
		return error_new("%s can't be written", s->path);
	end_snapshot(s);
	return run(s, "BEGIN IMMEDIATE") ? NULL : failed(s, "cannot change");
}

struct error *store_put(struct store *s, unsigned kind, uint32_t number, const void *bytes,
			size_t len)
{
	uint32_t sum = checksum(row(kind, number), bytes, len);
	struct str whole = STR_INIT;
	int code;

	str_addn(&whole, bytes, len);
	str_addn(&whole, &sum, sizeof(sum));
	sqlite3_bind_int64(s->put, 1, row(kind, number));
	sqlite3_bind_blob64(s->put, 2, whole.buf, whole.len, SQLITE_STATIC);
	code = sqlite3_step(s->put);
	sqlite3_reset(s->put);
	sqlite3_clear_bindings(s->put);
	str_release(&whole);
	return code == SQLITE_DONE ? NULL : failed(s, "cannot write");
}

struct error *store_drop(struct store *s, unsigned kind)
{
	char *sql = mem_printf("DELETE FROM piece WHERE id BETWEEN %lld AND %lld",
			       (long long)row(kind, 0), (long long)row(kind, UINT32_MAX));
	bool ok = run(s, sql);

	mem_free(sql);
	return ok ? NULL : failed(s, "cannot change");
}

/* What was read before is still so, unless another process came in between. */
static void read_on(struct store *s, long long version)
{
	if (s->made || !s->path)
		return;
	if (!start_snapshot(s) || ask(s, "PRAGMA data_version") != version)
		s->damaged = true;
}

struct error *store_commit(struct store *s)
{
	long long version = ask(s, "PRAGMA data_version");

	if (!run(s, "COMMIT"))
		return failed(s, "cannot write");
	read_on(s, version);
	return NULL;
}

void store_rollback(struct store *s)
{
	long long version = ask(s, "PRAGMA data_version");

	if (s->snapshot || !s->db || sqlite3_get_autocommit(s->db))
		return;
	run(s, "ROLLBACK");
	read_on(s, version);
}

bool store_writable(const struct store *s)
{
	return s->writable;
}

bool store_damaged(const struct store *s)
{
	return s->damaged;
}

void store_set_damaged(struct store *s)
{
	s->damaged = true;
}
