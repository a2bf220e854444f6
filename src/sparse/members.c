// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/members.h"

#include <ctype.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/child.h"
#include "check/scratch.h"
#include "check/source.h"
#include "check/token.h"

#define TIMEOUT_S 120
#define FORMAT 1		/* PRAGMA user_version */
#define KIND_MEMBER "109"	/* 'm' */
#define MODE_WRITTEN 0x8	/* U_W_VAL of sparse's dissect.h */
#define MODE_DEFINED 0x10000	/* U_DEF of its semind.c: a declaration, not a use */
#define MAX_ROWS (1u << 22)
#define MAX_LOOKED (1u << 28)
#define STEPS 1000000		/* of SQLite's machine, between two looks at how many there were */
#define MAX_STEPS 20

struct base {			/* the source's own folder, and its name there */
	char *path, *folder;
	const char *name;
};

struct row {
	unsigned line, column;
	const char *symbol, *member;	/* "bus_type.remove", "remove" */
	bool written;
};

struct reading {
	struct members *members;
	struct tokens tokens;
	size_t looked;		/* at tokens within calls of macros */
};

/* ---- what is asked ---- */

static const char *program(void)
{
	const char *name = getenv("SEMIND");

	return name && *name ? name : "semind";
}

/* semind can't be told "/": it then looks for names that begin with "//". */
static struct error *base_find(struct base *b, const char *dir, const char *path)
{
	char *joined = dir && *path != '/' ? mem_printf("%s/%s", dir, path) : mem_strdup(path);
	char *real = realpath(joined, NULL);
	struct error *err = real ? NULL : error_errno("%s", path);
	char *slash;

	*b = (struct base){ 0 };
	mem_free(joined);
	if (err)
		return err;
	slash = strrchr(real, '/');
	if (slash == real) {
		err = error_new("%s: semind reads no file in /", path);
	} else {
		b->path = mem_strdup(real);
		b->folder = mem_strndup(real, (size_t)(slash - real));
		b->name = b->path + (slash + 1 - real);
	}
	free(real);
	return err;
}

static void base_release(struct base *b)
{
	mem_free(b->path);
	mem_free(b->folder);
}

static struct error *failed(const struct child *c)
{
	size_t len = c->err.len, start;

	if (c->timed_out)
		return error_new("%s: not done after %d s", program(), TIMEOUT_S);
	if (WIFSIGNALED(c->status))
		return error_new("%s: killed by signal %d (%s)", program(), WTERMSIG(c->status),
				 strsignal(WTERMSIG(c->status)));
	while (len && isspace((unsigned char)c->err.buf[len - 1]))
		len--;
	for (start = len; start && c->err.buf[start - 1] != '\n'; start--)
		;
	if (len > start)
		return error_new("%s: %.*s", program(), (int)(len - start), c->err.buf + start);
	return error_new("%s: exit status %d", program(), WEXITSTATUS(c->status));
}

/* Of options given twice the last counts: columns are in bytes, and no -o FILE is written. */
static struct error *run(const char *database, const struct base *b, const char *const flags[],
			 const char *dir)
{
	const char *const before[] = { program(), "-D", database, "-B", b->folder, "add",
				       "--include-local-syms", "--", NULL };
	const char *const behind[] = { "-ftabstop=1", "-o", "-", NULL };
	const char *const *const parts[] = { before, flags, behind };
	ARRAY(const char *) argv = { 0 };
	struct child c = { 0 };
	struct error *err;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		for (const char *const *word = parts[i]; *word; word++)
			*array_push(&argv) = *word;
	*array_push(&argv) = NULL;
	err = child_run(&c, argv.item, dir, TIMEOUT_S);
	if (!err && (c.timed_out || !WIFEXITED(c.status) || WEXITSTATUS(c.status)))
		err = failed(&c);
	child_release(&c);
	array_free(&argv);
	return err;
}

/* ---- where the members stand ---- */

static bool is_before(const struct token *tok, unsigned line, unsigned column)
{
	return tok->line < line || (tok->line == line && tok->column < column);
}

/* The token that begins there, or NOWHERE. */
static size_t token_at(const struct tokens *t, unsigned line, unsigned column)
{
	size_t low = 0, high = t->macros;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_before(&t->list.item[middle], line, column))
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->macros && t->list.item[low].line == line &&
	       t->list.item[low].column == column ? low : NOWHERE;
}

static bool is_access(const struct tokens *t, size_t i)
{
	return token_is(t, i, '.') || token_is(t, i, PUNCT2('-', '>'));
}

/* Whether the member named at @i is the one that an initialiser sets: { .x = 1 }, { x: 1 }. */
static bool is_designator(const struct tokens *t, size_t i)
{
	return i && (token_is(t, i - 1, '.') ||
		     (token_is(t, i + 1, ':') &&
		      (token_is(t, i - 1, '{') || token_is(t, i - 1, ','))));
}

static void add(struct reading *g, size_t i, const struct row *r)
{
	struct member_use *use = array_push(&g->members->list);
	const struct token *at = &g->tokens.list.item[i];
	size_t len = (size_t)(r->member - 1 - r->symbol);
	bool nameless = *r->symbol == '?' || *r->symbol == ':';

	*use = (struct member_use){ .line = at->line, .column = at->column, .written = r->written,
				    .record = mem_strndup(r->symbol, nameless ? 0 : len),
				    .member = mem_strdup(r->member) };
}

/* Whatever stands in the arguments of a macro has the macro's own place. */
static void add_arguments(struct reading *g, size_t open, const struct row *r)
{
	size_t close = g->tokens.list.item[open].match;

	for (size_t i = open + 1; i < close; i++, g->looked++)
		if (is_access(&g->tokens, i - 1) && token_is_word(&g->tokens, i, r->member))
			add(g, i, r);
}

static void add_row(struct reading *g, const struct row *r)
{
	const struct tokens *t = &g->tokens;
	size_t i = token_at(t, r->line, r->column);

	if (i == NOWHERE)
		return;
	if (is_access(t, i) && token_is_word(t, i + 1, r->member))
		add(g, i + 1, r);
	else if (token_is_word(t, i, r->member) && is_designator(t, i))
		add(g, i, r);
	else if (token_is_name(t, i) && token_is(t, i + 1, '('))
		add_arguments(g, i + 1, r);
}

static int compare_places(const void *one, const void *two)
{
	const struct member_use *a = one, *b = two;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

static void use_release(struct member_use *use)
{
	mem_free(use->record);
	mem_free(use->member);
}

/* One use of each place: read and written, say; in arguments of a macro, of several structs. */
static void merge(struct members *m)
{
	size_t n = 0;

	if (m->list.n)
		qsort(m->list.item, m->list.n, sizeof(*m->list.item), compare_places);
	for (size_t i = 0; i < m->list.n; i++) {
		struct member_use *use = &m->list.item[i];
		struct member_use *last = n ? &m->list.item[n - 1] : NULL;

		if (!last || compare_places(last, use)) {
			m->list.item[n++] = *use;
			continue;
		}
		if (strcmp(last->record, use->record))
			*last->record = '\0';
		last->written |= use->written;
		use_release(use);
	}
	m->list.n = n;
}

/* ---- what semind's database tells ---- */

static int give_up(void *steps)
{
	return ++*(unsigned *)steps > MAX_STEPS;
}

static bool take_number(sqlite3_stmt *stmt, int column, long long max, unsigned *to)
{
	long long value = sqlite3_column_int64(stmt, column);

	if (sqlite3_column_type(stmt, column) != SQLITE_INTEGER || value < 0 || value > max)
		return false;
	*to = (unsigned)value;
	return true;
}

static bool is_identifier(const char *s)
{
	if (isdigit((unsigned char)*s) || !*s)
		return false;
	while (isalnum((unsigned char)*s) || *s == '_' || *s == '$')
		s++;
	return !*s;
}

/* Rows that are no uses of a member by its name are passed over. */
static bool take_row(sqlite3_stmt *stmt, struct row *r)
{
	const char *dot;
	unsigned mode;

	if (!take_number(stmt, 0, INT_MAX, &r->line) ||
	    !take_number(stmt, 1, INT_MAX, &r->column) ||
	    !take_number(stmt, 3, MODE_DEFINED - 1, &mode) ||
	    sqlite3_column_type(stmt, 2) != SQLITE_TEXT)
		return false;
	r->symbol = (const char *)sqlite3_column_text(stmt, 2);
	if (!r->symbol || strlen(r->symbol) != (size_t)sqlite3_column_bytes(stmt, 2))
		return false;
	dot = strrchr(r->symbol, '.');
	if (!dot || dot == r->symbol || !is_identifier(dot + 1))
		return false;
	r->member = dot + 1;
	r->written = mode & MODE_WRITTEN;
	return true;
}

static int take_rows(sqlite3_stmt *stmt, struct reading *g)
{
	struct row r;
	unsigned n = 0;
	int code;

	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		if (++n > MAX_ROWS || g->members->list.n > MAX_ROWS || g->looked > MAX_LOOKED)
			return SQLITE_TOOBIG;
		if (take_row(stmt, &r))
			add_row(g, &r);
	}
	return code == SQLITE_DONE ? SQLITE_OK : code;
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

static int query(sqlite3 *db, const char *name, struct reading *g)
{
	static const char sql[] =
		"SELECT line, column, symbol, mode FROM semind WHERE kind = " KIND_MEMBER
		" AND file IN (SELECT id FROM file WHERE name = ?)";
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = take_rows(stmt, g);
	sqlite3_finalize(stmt);
	return code;
}

static struct error *read_database(const char *path, const char *name, struct reading *g)
{
	struct error *err = NULL;
	sqlite3 *db = NULL;
	unsigned steps = 0;
	int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);

	if (code != SQLITE_OK) {
		err = error_new("%s: it wrote no database", program());
		sqlite3_close(db);
		return err;
	}
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_progress_handler(db, STEPS, give_up, &steps);
	if (ask(db, "PRAGMA user_version") != FORMAT) {
		err = error_new("%s: its database is of another format", program());
	} else {
		code = query(db, name, g);
		if (code == SQLITE_TOOBIG || code == SQLITE_INTERRUPT)
			err = error_new("%s: its database is too large", program());
		else if (code != SQLITE_OK)
			err = error_new("%s: its database: %s", program(), sqlite3_errmsg(db));
	}
	sqlite3_close(db);
	return err;
}

static struct error *read_uses(const char *database, const struct base *b, struct members *m)
{
	const struct source source = { .file = b->path };
	struct reading g = { .members = m };
	const char *text;
	size_t len;
	struct error *err = source_map(&source, &text, &len);

	if (err)
		return error_under(err, "%s", b->path);
	tokens_read(&g.tokens, text, len);
	err = read_database(database, b->name, &g);
	merge(m);
	tokens_release(&g.tokens);
	source_unmap(text, len);
	return err;
}

struct error *members_read(struct members *m, const char *const flags[], const char *dir,
			   const char *path)
{
	struct scratch scratch = { 0 };
	struct base base;
	struct error *err = base_find(&base, dir, path);
	char *database = NULL;

	*m = (struct members){ 0 };
	if (!err)
		err = scratch_make(&scratch);
	if (!err) {
		database = mem_printf("%s/semind.db", scratch.path);
		err = run(database, &base, flags, dir);
	}
	if (!err)
		err = read_uses(database, &base, m);
	mem_free(database);
	scratch_remove(&scratch);
	base_release(&base);
	return err;
}

void members_release(struct members *m)
{
	for (size_t i = 0; i < m->list.n; i++)
		use_release(&m->list.item[i]);
	array_free(&m->list);
}

const struct member_use *members_at(const struct members *m, unsigned line, unsigned column)
{
	const struct member_use key = { .line = line, .column = column };

	return m->list.n ? bsearch(&key, m->list.item, m->list.n, sizeof(*m->list.item),
				   compare_places) : NULL;
}
