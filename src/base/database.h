/* SPDX-License-Identifier: GPL-2.0 */
/*
 * database: SQLite files under cache_folder() that hold what can be made again. One that is
 * damaged, of another format, or holds anything but the tables it should (they are compared as
 * text) is thrown away and made anew; one that is merely locked or out of reach is gone
 * without. Several processes may do all of this at once.
 */
#ifndef BASE_DATABASE_H
#define BASE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>

struct database_kind {
	const char *name;	/* the file's: "check.db" */
	int format;		/* PRAGMA user_version; not 0 */
	const char *settings;	/* what each connection is told: "PRAGMA synchronous = OFF" */
	const char *schema;	/* "CREATE TABLE … (…)", with ";" and nothing else between two */
	int wait_ms;		/* for other processes, whenever they are in the way */
};

/* NULL when there is none to be had. Values of more than 32 MiB can neither be kept nor read. */
sqlite3 *database_open(const struct database_kind *kind);

/* Whether the last call failed because the file is damaged. */
bool database_is_damaged(sqlite3 *db);
/* Closes it (its statements are finalized before) and removes the file, if it still is this one. */
void database_discard(sqlite3 *db);

/* All of the statements in @sql; false where one fails. */
bool database_run(sqlite3 *db, const char *sql);
/* The first column of the first row, -1 where there is none. */
long long database_ask(sqlite3 *db, const char *sql);

#endif
