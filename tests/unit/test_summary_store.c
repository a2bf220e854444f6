// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "base/term.h"
#include "sparse/packed.h"
#include "sparse/store.h"

#define BUILD "/build/a"
#define NO_DATABASE "this was never a database, and is longer than a header of one hundred bytes " \
	"so that it is read as one before it is found to be none at all"

enum { WRITERS = 16, FILES = 12 };

struct place {
	char *dir, *file;
};

static int setup(void **state)
{
	struct place *p = mem_alloc(sizeof(*p));

	p->dir = mem_strdup("/tmp/test-summary-store-XXXXXX");
	if (!mkdtemp(p->dir) || setenv("XDG_CACHE_HOME", p->dir, 1))
		return -1;
	p->file = mem_printf("%s/teardown/sparse.db", p->dir);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	const char *argv[] = { "rm", "-rf", "--", p->dir, NULL };
	struct child c;

	error_free(child_run(&c, argv, NULL, 0));
	child_release(&c);
	mem_free(p->dir);
	mem_free(p->file);
	mem_free(p);
	return 0;
}

static const char *file(void **state)
{
	return ((struct place *)*state)->file;
}

static sqlite3 *database(void **state)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(file(state), &db), SQLITE_OK);
	return db;
}

static void run(void **state, const char *sql)
{
	sqlite3 *db = database(state);

	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static int count(void **state, const char *sql)
{
	sqlite3 *db = database(state);
	sqlite3_stmt *stmt;
	int n;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return n;
}

static void add_device(struct summary *s)
{
	*array_push(&s->devices) = (struct summary_device){
		.rule = mem_strdup("one"), .device = mem_strdup("1+16*8"),
		.out = { 1, 2, 4, 15 }, .hit = true, .words = 5,
		.teardown = { .text = mem_strdup("stop(dev)"), .path = mem_strdup(s->path),
			      .line = 4294967295u },
		.release = { .path = mem_strdup("inc/\xff'\n.h"), .line = 3 } };
}

static void add(struct summaries *to, const char *path, const char *function)
{
	struct summary *s = mem_alloc(sizeof(*s));

	s->function = mem_strdup(function);
	s->path = mem_strdup(path);
	s->calls_driver = true;
	add_device(s);
	summaries_add(to, s);
	*array_push(&to->callbacks) = (struct summary_callback){
		.path = mem_strdup(path),
		.callback = { .field = mem_strdup("remove"), .function = mem_strdup(function),
			      .table = mem_strdup("bus_type"), .within = mem_strdup(""),
			      .assigned = true, .line = 7 } };
}

/* As another process: it opens, puts one function of @path and closes. */
static void put_for(const char *build, const char *rules, const char *path, const char *function)
{
	struct summary_store *s = summary_store_open(build, rules);
	struct summaries own = { 0 };

	assert_non_null(s);
	if (function)
		add(&own, path, function);
	summary_store_put(s, path, &own);
	summary_store_close(s);
	summaries_release(&own);
}

static void put(const char *path, const char *function)
{
	put_for(BUILD, "rules", path, function);
}

static void read_for(const char *build, const char *rules, const char *path, struct summaries *to)
{
	struct summary_store *s = summary_store_open(build, rules);

	assert_non_null(s);
	*to = (struct summaries){ 0 };
	summary_store_read(s, path, to);
	summary_store_close(s);
}

/* The functions that are known to who looks at @path are @names, separated by spaces. */
static void knows_for(const char *build, const char *rules, const char *path, const char *names)
{
	struct summaries got;
	struct str text = STR_INIT;

	read_for(build, rules, path, &got);
	for (size_t i = 0; i < got.list.n; i++)
		str_addf(&text, "%s%s", i ? " " : "", got.list.item[i]->function);
	assert_string_equal(text.buf, names);
	assert_int_equal(got.callbacks.n, got.list.n);
	str_release(&text);
	summaries_release(&got);
}

static void knows(const char *path, const char *names)
{
	knows_for(BUILD, "rules", path, names);
}

static void is_device(const struct summary_device *d, const char *path)
{
	const unsigned char out[] = { 1, 2, 4, 15 };

	assert_string_equal(d->rule, "one");
	assert_string_equal(d->device, "1+16*8");
	assert_memory_equal(d->out, out, sizeof(out));
	assert_true(d->hit);
	assert_false(d->probes);
	assert_int_equal(d->words, 5);
	assert_string_equal(d->teardown.text, "stop(dev)");
	assert_string_equal(d->teardown.path, path);
	assert_int_equal(d->teardown.line, 4294967295u);
	assert_string_equal(d->release.text, "");
	assert_string_equal(d->release.path, "inc/\xff'\n.h");
	assert_int_equal(d->release.line, 3);
}

static void all_that_is_put_is_read(void **state)
{
	const char *path = "sub/\xfe \"x\".c";
	struct summaries got;

	(void)state;
	put(path, "f");
	read_for(BUILD, "rules", "other.c", &got);
	assert_int_equal(got.list.n, 1);
	assert_ptr_equal(map_get(&got.by_function, "f"), got.list.item[0]);
	assert_string_equal(got.list.item[0]->path, path);
	assert_true(got.list.item[0]->calls_driver);
	assert_int_equal(got.list.item[0]->devices.n, 1);
	is_device(&got.list.item[0]->devices.item[0], path);
	assert_int_equal(got.callbacks.n, 1);
	assert_string_equal(got.callbacks.item[0].path, path);
	assert_string_equal(got.callbacks.item[0].callback.field, "remove");
	assert_string_equal(got.callbacks.item[0].callback.function, "f");
	assert_string_equal(got.callbacks.item[0].callback.table, "bus_type");
	assert_string_equal(got.callbacks.item[0].callback.within, "");
	assert_true(got.callbacks.item[0].callback.assigned);
	assert_int_equal(got.callbacks.item[0].callback.line, 7);
	summaries_release(&got);
}

static void a_file_is_not_told_of_itself(void **state)
{
	(void)state;
	put("b.c", "of_b");
	put("c.c", "of_c");
	put("a.c", "of_a");
	knows("a.c", "of_b of_c");
	knows("b.c", "of_a of_c");
	knows("", "of_a of_b of_c");
}

static void what_is_there_already_stays(void **state)
{
	struct summary_store *s;
	struct summaries got = { 0 };

	(void)state;
	put("a.c", "f");
	add(&got, "b.c", "f");
	s = summary_store_open(BUILD, "rules");
	summary_store_read(s, "b.c", &got);
	summary_store_close(s);
	assert_int_equal(got.list.n, 2);
	assert_ptr_equal(map_get(&got.by_function, "f"), got.list.item[1]);
	assert_string_equal(got.list.item[1]->path, "a.c");
	summaries_release(&got);
}

static void a_file_that_is_put_again_is_replaced(void **state)
{
	put("a.c", "f");
	put("b.c", "g");
	put("a.c", "h");
	knows("x.c", "h g");
	put("a.c", NULL);
	knows("x.c", "g");
	put("never.c", NULL);
	assert_int_equal(count(state, "SELECT count(*) FROM file"), 1);
}

static void builds_and_rules_are_kept_apart(void **state)
{
	put("a.c", "f");
	put("b.c", "g");
	put_for("/build/b", "rules", "a.c", "other");
	knows("x.c", "f g");
	knows_for("/build/b", "rules", "x.c", "other");
	knows_for("/build", "rules", "x.c", "");
	knows_for(BUILD, "rules, changed", "x.c", "");
	knows("x.c", "f g");
	put_for(BUILD, "rules, changed", "b.c", "new");
	knows_for(BUILD, "rules, changed", "x.c", "new");
	knows("x.c", "");
	assert_int_equal(count(state, "SELECT count(*) FROM file"), 2);
	assert_int_equal(count(state, "SELECT count(*) FROM build"), 2);
}

/* SQLite counts the changes of a file in its header. */
static uint32_t changes(void **state)
{
	int fd = open(file(state), O_RDONLY);
	uint32_t n;

	assert_int_equal(pread(fd, &n, sizeof(n), 24), sizeof(n));
	close(fd);
	return n;
}

static void what_is_known_is_not_written(void **state)
{
	sqlite3 *db;
	uint32_t before;
	long long start;

	put("a.c", "f");
	before = changes(state);
	db = database(state);
	assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	start = clock_ms();
	put("a.c", "f");
	put("b.c", NULL);
	knows("b.c", "f");
	assert_true(clock_ms() - start < 5000);
	sqlite3_close(db);
	assert_int_equal(changes(state), before);
	put("a.c", "g");
	assert_int_not_equal(changes(state), before);
}

static void no_store_is_no_trouble(void **state)
{
	struct summaries none = { 0 };

	(void)state;
	summary_store_read(NULL, "a.c", &none);
	summary_store_put(NULL, "a.c", &none);
	summary_store_close(NULL);
	assert_int_equal(none.list.n, 0);
	setenv("XDG_CACHE_HOME", "/dev/null/nowhere", 1);
	assert_null(summary_store_open(BUILD, "rules"));
	setenv("XDG_CACHE_HOME", "relative", 1);
	setenv("HOME", "", 1);
	assert_null(summary_store_open(BUILD, "rules"));
}

static void works_again(void)
{
	knows("x.c", "");
	put("again.c", "again");
	knows("x.c", "again");
}

static void overwrite(void **state, const char *text)
{
	FILE *f = fopen(file(state), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void a_file_that_is_no_database_is_made_anew(void **state)
{
	put("a.c", "f");
	overwrite(state, NO_DATABASE);
	works_again();
	overwrite(state, "");
	works_again();
}

static void other_tables_are_made_anew(void **state)
{
	static const char *const sql[] = {
		"PRAGMA user_version = 99",
		"DROP TABLE file",
		"DROP TABLE build",
		"ALTER TABLE file DROP COLUMN data",
		"ALTER TABLE file RENAME COLUMN data TO other",
		"DROP TABLE file; CREATE VIEW file AS SELECT 1 id, 1 build, x'61' path, x'' data",
		"CREATE TRIGGER t AFTER INSERT ON file BEGIN DELETE FROM file; END",
		"CREATE TABLE more (x)",
		"PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE what'",
		"PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = sql || ' '",
		"PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = NULL",
		"PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 1000",
		"PRAGMA writable_schema = ON; DELETE FROM sqlite_master",
	};

	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql); i++) {
		put("a.c", "f");
		run(state, sql[i]);
		works_again();
		unlink(file(state));
	}
}

static void wrong_values_are_not_told(void **state)
{
	static const char *const sql[] = {
		"UPDATE file SET data = 5",
		"UPDATE file SET data = 'text'",
		"UPDATE file SET data = x''",
		"UPDATE file SET data = x'00'",
		"UPDATE file SET data = zeroblob(20000000)",
		"UPDATE file SET data = zeroblob(100000000)",
		"UPDATE file SET data = substr(data, 1, 60)",
		"UPDATE file SET data = data || x'00'",
	};

	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql); i++) {
		put("a.c", "f");
		run(state, sql[i]);
		works_again();
		unlink(file(state));
	}
}

static void missing_values_are_not_told(void **state)
{
	put("a.c", "f");
	run(state, "CREATE TABLE kept AS SELECT sql FROM sqlite_master WHERE name = 'file';"
		   "PRAGMA writable_schema = ON;"
		   "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')"
		   " WHERE name = 'file'");
	run(state, "UPDATE file SET data = NULL;"
		   "PRAGMA writable_schema = ON;"
		   "UPDATE sqlite_master SET sql = (SELECT sql FROM kept) WHERE name = 'file'");
	run(state, "DROP TABLE kept");
	assert_int_equal(count(state, "SELECT count(*) FROM file WHERE data || '' IS NULL"), 1);
	works_again();
}

static void a_build_of_no_rules_is_written_anew(void **state)
{
	put("a.c", "f");
	run(state, "UPDATE build SET rules = 'text'");
	knows("x.c", "");
	put("b.c", "g");
	knows("x.c", "g");
}

static void put_many(void)
{
	char path[32];

	for (int i = 0; i < 60; i++) {
		snprintf(path, sizeof(path), "%d.c", i);
		put(path, "f");
	}
}

/* Each is a whole one, whatever became of the others. */
static void read_what_is_left(void)
{
	struct summary_store *s = summary_store_open(BUILD, "rules");
	struct summaries got = { 0 };

	summary_store_read(s, "x.c", &got);
	for (size_t i = 0; i < got.list.n; i++) {
		assert_string_equal(got.list.item[i]->function, "f");
		is_device(&got.list.item[i]->devices.item[0], got.list.item[i]->path);
	}
	summary_store_close(s);
	summaries_release(&got);
}

static void a_cut_file_does_no_harm(void **state)
{
	static const long sizes[] = { 1, 99, 100, 1000, 4096, 9000, 20000, 30000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		put_many();
		assert_int_equal(truncate(file(state), sizes[i]), 0);
		read_what_is_left();
		put("a.c", "f");
		read_what_is_left();
	}
}

static void changed_bytes_do_no_harm(void **state)
{
	unsigned seed = 1;
	char noise[8];

	for (int i = 0; i < 60; i++) {
		int fd;

		if (i % 5 == 0) {
			unlink(file(state));
			put_many();
		}
		fd = open(file(state), O_WRONLY);
		for (size_t k = 0; k < sizeof(noise); k++)
			noise[k] = (char)(rand_r(&seed) >> 8);
		for (int k = 0; k < 10; k++)
			assert_int_equal(pwrite(fd, noise, sizeof(noise), rand_r(&seed) % 40000),
					 sizeof(noise));
		close(fd);
		read_what_is_left();
		put("a.c", i % 2 ? "f" : NULL);
		read_what_is_left();
	}
}

/* Each byte changed, then each length: all or nothing, and never outside of them. */
static void other_bytes_are_not_unpacked(void **state)
{
	struct summaries all = { 0 }, got = { 0 };
	struct str packed = STR_INIT;

	(void)state;
	add(&all, "a.c", "f");
	add(&all, "a.c", "g");
	summaries_pack(&packed, &all);
	for (size_t len = 0; len < packed.len; len++) {
		char *exact = mem_alloc(len);

		memcpy(exact, packed.buf, len);
		assert_false(summaries_unpack(&got, exact, len));
		assert_int_equal(got.list.n + got.callbacks.n, 0);
		mem_free(exact);
	}
	for (size_t i = 0; i < packed.len * 8; i++) {
		packed.buf[i / 8] ^= (char)(1 << i % 8);
		if (summaries_unpack(&got, packed.buf, packed.len))
			assert_int_equal(got.list.n + got.callbacks.n, 4);
		else
			assert_int_equal(got.list.n + got.callbacks.n, 0);
		summaries_release(&got);
		got = (struct summaries){ 0 };
		packed.buf[i / 8] ^= (char)(1 << i % 8);
	}
	assert_true(summaries_unpack(&got, packed.buf, packed.len));
	summaries_release(&got);
	summaries_release(&all);
	str_release(&packed);
}

/* ---- several at once ---- */

/* As a make does it: a process of its own for each file. */
static void write_files(int writer)
{
	struct summaries got, own;
	char path[32];

	for (int i = 0; i < FILES; i++) {
		struct summary_store *s = summary_store_open(BUILD, "rules");

		snprintf(path, sizeof(path), "%d-%d.c", writer, i);
		got = own = (struct summaries){ 0 };
		add(&own, path, "f");
		if (!s)
			_exit(1);
		summary_store_read(s, path, &got);
		summary_store_put(s, path, &own);
		summary_store_close(s);
		if (got.list.n < (size_t)i)
			_exit(2);
		summaries_release(&own);
		summaries_release(&got);
	}
}

static void start_writers(pid_t pids[WRITERS], void (*write)(int writer))
{
	for (int i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (!pids[i]) {
			write(i);
			_exit(0);
		}
	}
}

static void all_end_well(const pid_t pids[WRITERS])
{
	int status;

	for (int i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
}

static void many_may_write_at_once(void **state)
{
	pid_t pids[WRITERS];
	struct summaries got;

	start_writers(pids, write_files);
	all_end_well(pids);
	read_for(BUILD, "rules", "x.c", &got);
	assert_int_equal(got.list.n, WRITERS * FILES);
	assert_int_equal(got.callbacks.n, WRITERS * FILES);
	summaries_release(&got);
	assert_int_equal(count(state, "SELECT count(*) FROM file"), WRITERS * FILES);
	assert_int_equal(count(state, "SELECT count(*) FROM build"), 1);
}

/* All find it damaged, one makes it anew, none throws away what another has just made. */
static void many_may_find_it_damaged(void **state)
{
	for (int i = 0; i < 4; i++) {
		put("a.c", "f");
		overwrite(state, NO_DATABASE);
		many_may_write_at_once(state);
		unlink(file(state));
	}
}

static void write_forever(int writer)
{
	for (;;)
		write_files(writer);
}

static void those_that_are_killed_do_no_harm(void **state)
{
	pid_t pids[WRITERS];

	(void)state;
	for (int i = 0; i < 5; i++) {
		start_writers(pids, write_forever);
		usleep(30000);
		for (int k = 0; k < WRITERS; k++) {
			kill(pids[k], SIGKILL);
			waitpid(pids[k], NULL, 0);
		}
		read_what_is_left();
	}
	many_may_write_at_once(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_that_is_put_is_read),
		TEST(a_file_is_not_told_of_itself),
		TEST(what_is_there_already_stays),
		TEST(a_file_that_is_put_again_is_replaced),
		TEST(builds_and_rules_are_kept_apart),
		TEST(what_is_known_is_not_written),
		TEST(no_store_is_no_trouble),
		TEST(a_file_that_is_no_database_is_made_anew),
		TEST(other_tables_are_made_anew),
		TEST(wrong_values_are_not_told),
		TEST(missing_values_are_not_told),
		TEST(a_build_of_no_rules_is_written_anew),
		TEST(a_cut_file_does_no_harm),
		TEST(changed_bytes_do_no_harm),
		TEST(other_bytes_are_not_unpacked),
		TEST(many_may_write_at_once),
		TEST(many_may_find_it_damaged),
		TEST(those_that_are_killed_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
