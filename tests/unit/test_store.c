// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "history/store.h"

enum { KIND = 7, OTHER_KIND = 8 };

struct place {
	char *dir, *path;
};

static int setup(void **state)
{
	struct place *p = mem_alloc(sizeof(*p));

	p->dir = mem_strdup("/tmp/test-store-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	p->path = mem_printf("%s/index.db", p->dir);
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
	mem_free(p->path);
	mem_free(p);
	return 0;
}

static void succeeds(struct error *err)
{
	if (err)
		fail_msg("%s", error_text(err));
}

static void fails(struct error *err, const char *part)
{
	assert_non_null(err);
	if (!strstr(error_text(err), part))
		fail_msg("%s", error_text(err));
	error_free(err);
}

static struct store *made(const char *path)
{
	struct store *s;

	succeeds(store_create(&s, path));
	succeeds(store_begin(s));
	succeeds(store_put(s, KIND, 1, "one", 3));
	succeeds(store_put(s, KIND, 0, "a\0b", 3));
	succeeds(store_put(s, KIND, UINT32_MAX, "last", 4));
	succeeds(store_put(s, OTHER_KIND, 1, "", 0));
	succeeds(store_commit(s));
	succeeds(store_finish(s));
	return s;
}

static struct store *opened(const char *path, enum store_state expected)
{
	enum store_state state;
	struct store *s;

	succeeds(store_open(&s, path, &state));
	assert_int_equal(state, expected);
	assert_int_equal(!s, expected != STORE_GOOD);
	return s;
}

static void holds(struct store *s, unsigned kind, uint32_t number, const char *bytes, size_t len)
{
	struct str got = STR_INIT;

	str_add(&got, "what was there before");
	assert_true(store_get(s, kind, number, &got));
	assert_int_equal(got.len, len);
	assert_memory_equal(got.buf, bytes, len);
	str_release(&got);
}

static void lacks(struct store *s, unsigned kind, uint32_t number)
{
	struct str got = STR_INIT;

	str_add(&got, "what was there before");
	assert_false(store_get(s, kind, number, &got));
	assert_int_equal(got.len, 0);
	str_release(&got);
}

static unsigned files_in(const char *dir)
{
	DIR *d = opendir(dir);
	unsigned n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static bool add_text(void *ctx, uint32_t number, const char *bytes, size_t len)
{
	str_addf(ctx, "%u=%.*s ", number, (int)len, bytes);
	return true;
}

static bool add_one_text(void *ctx, uint32_t number, const char *bytes, size_t len)
{
	add_text(ctx, number, bytes, len);
	return false;
}

static void hold_all(struct store *s)
{
	struct str all = STR_INIT;

	holds(s, KIND, 0, "a\0b", 3);
	holds(s, KIND, 1, "one", 3);
	holds(s, KIND, UINT32_MAX, "last", 4);
	holds(s, OTHER_KIND, 1, "", 0);
	lacks(s, KIND, 2);
	lacks(s, KIND + 5, 1);
	store_each(s, KIND, add_text, &all);
	assert_string_equal(all.buf, "0=a 1=one 4294967295=last ");
	str_clear(&all);
	store_each(s, KIND, add_one_text, &all);
	assert_string_equal(all.buf, "0=a ");
	str_clear(&all);
	store_each(s, KIND + 5, add_text, &all);
	assert_string_equal(all.buf, "");
	assert_false(store_damaged(s));
	str_release(&all);
}

static void what_is_put_is_there_in_memory_and_in_a_file(void **state)
{
	struct place *p = *state;
	struct store *s = made(NULL);

	hold_all(s);
	assert_true(store_writable(s));
	store_close(s);
	assert_int_equal(files_in(p->dir), 0);
	s = made(p->path);
	hold_all(s);
	store_close(s);
	s = opened(p->path, STORE_GOOD);
	hold_all(s);
	assert_true(store_writable(s));
	store_close(s);
	assert_int_equal(files_in(p->dir), 1);
}

static void a_finished_store_can_be_changed(void **state)
{
	struct place *p = *state;
	struct store *s = made(p->path);

	assert_true(store_writable(s));
	succeeds(store_begin(s));
	succeeds(store_put(s, KIND, 1, "two", 3));
	succeeds(store_commit(s));
	holds(s, KIND, 1, "two", 3);
	assert_false(store_damaged(s));
	store_close(s);
	s = opened(p->path, STORE_GOOD);
	holds(s, KIND, 1, "two", 3);
	store_close(s);
	assert_int_equal(files_in(p->dir), 1);
}

static void a_store_that_is_not_finished_leaves_nothing(void **state)
{
	struct place *p = *state;
	struct store *s;

	succeeds(store_create(&s, p->path));
	succeeds(store_begin(s));
	succeeds(store_put(s, KIND, 1, "one", 3));
	assert_int_equal(files_in(p->dir), 1);
	assert_int_not_equal(access(p->path, F_OK), 0);
	store_close(s);
	assert_int_equal(files_in(p->dir), 0);
	opened(p->path, STORE_ABSENT);
	store_close(NULL);
}

static void an_old_store_stays_until_the_new_one_is_whole(void **state)
{
	struct place *p = *state;
	struct store *old, *s;

	store_close(made(p->path));
	succeeds(store_create(&s, p->path));
	succeeds(store_put(s, KIND, 1, "new", 3));
	old = opened(p->path, STORE_GOOD);
	holds(old, KIND, 1, "one", 3);
	succeeds(store_finish(s));
	hold_all(old);			/* it is gone from its place, not for who reads it */
	holds(s, KIND, 1, "new", 3);
	store_close(old);
	old = opened(p->path, STORE_GOOD);
	holds(old, KIND, 1, "new", 3);
	store_close(old);
	store_close(s);
}

static void changes_are_all_there_or_none(void **state)
{
	struct place *p = *state;
	struct store *s;

	store_close(made(p->path));
	s = opened(p->path, STORE_GOOD);
	succeeds(store_begin(s));
	succeeds(store_put(s, KIND, 1, "two", 3));
	succeeds(store_drop(s, OTHER_KIND));
	holds(s, KIND, 1, "two", 3);
	lacks(s, OTHER_KIND, 1);
	store_rollback(s);
	hold_all(s);
	store_rollback(s);		/* there is nothing to take back */
	hold_all(s);
	succeeds(store_begin(s));
	succeeds(store_drop(s, KIND));
	store_close(s);
	s = opened(p->path, STORE_GOOD);
	hold_all(s);
	succeeds(store_begin(s));
	succeeds(store_drop(s, KIND));
	succeeds(store_put(s, KIND, 2, "two", 3));
	succeeds(store_commit(s));
	store_rollback(s);
	store_close(s);
	s = opened(p->path, STORE_GOOD);
	lacks(s, KIND, 0);
	lacks(s, KIND, UINT32_MAX);
	holds(s, KIND, 2, "two", 3);
	holds(s, OTHER_KIND, 1, "", 0);
	store_close(s);
}

static void a_reader_sees_one_state(void **state)
{
	struct place *p = *state;
	struct store *s, *reader;
	int status, go[2];
	char byte = 0;
	pid_t pid;

	store_close(made(p->path));
	assert_int_equal(pipe(go), 0);
	fflush(NULL);
	pid = fork();			/* a writer: it has to wait for the reader */
	if (!pid) {
		assert_int_equal(read(go[0], &byte, 1), 1);
		s = opened(p->path, STORE_GOOD);
		succeeds(store_begin(s));
		succeeds(store_put(s, KIND, 1, "two", 3));
		succeeds(store_put(s, KIND, 0, "two", 3));
		succeeds(store_commit(s));
		_exit(0);
	}
	reader = opened(p->path, STORE_GOOD);
	assert_int_equal(write(go[1], &byte, 1), 1);
	holds(reader, KIND, 1, "one", 3);
	usleep(100000);
	holds(reader, KIND, 0, "a\0b", 3);
	store_close(reader);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(go[0]);
	close(go[1]);
	reader = opened(p->path, STORE_GOOD);
	holds(reader, KIND, 1, "two", 3);
	holds(reader, KIND, 0, "two", 3);
	store_close(reader);
}

static void overwrite(const char *path, off_t at, const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY);

	assert_int_equal(pwrite(fd, bytes, n, at), (ssize_t)n);
	close(fd);
}

static off_t size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

/* Where @text stands in the file. */
static off_t place_of(const char *path, const char *text)
{
	size_t size = (size_t)size_of(path);
	char *bytes = mem_alloc(size), *found;
	int fd = open(path, O_RDONLY);
	off_t at;

	assert_int_equal(read(fd, bytes, size), (ssize_t)size);
	close(fd);
	found = memmem(bytes, size, text, strlen(text));
	assert_non_null(found);
	at = found - bytes;
	mem_free(bytes);
	return at;
}

static void a_changed_byte_is_damage(void **state)
{
	struct place *p = *state;
	struct str all = STR_INIT;
	struct store *s;

	store_close(made(p->path));
	overwrite(p->path, place_of(p->path, "one"), "O", 1);
	s = opened(p->path, STORE_GOOD);
	holds(s, KIND, 0, "a\0b", 3);
	assert_false(store_damaged(s));
	lacks(s, KIND, 1);
	assert_true(store_damaged(s));
	store_close(s);
	s = opened(p->path, STORE_GOOD);
	store_each(s, KIND, add_text, &all);
	assert_string_equal(all.buf, "0=a ");
	assert_true(store_damaged(s));
	store_close(s);
	s = opened(p->path, STORE_GOOD);
	store_set_damaged(s);
	assert_true(store_damaged(s));
	store_close(s);
	str_release(&all);
}

/* As a damaged key of a row would have it. */
static void a_piece_in_another_ones_place_is_damage(void **state)
{
	struct place *p = *state;
	struct store *s;
	sqlite3 *db;

	store_close(made(p->path));
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE piece SET id = id + 1 WHERE "
				      "substr(data, 1, 3) = x'6f6e65'", NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE piece SET data = 'x' WHERE "
				      "substr(data, 1, 2) = x'6c61'", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	s = opened(p->path, STORE_GOOD);
	lacks(s, KIND, 1);
	assert_false(store_damaged(s));
	lacks(s, KIND, 2);
	assert_true(store_damaged(s));
	store_close(s);
	s = opened(p->path, STORE_GOOD);
	lacks(s, KIND, UINT32_MAX);	/* shorter than a checksum */
	assert_true(store_damaged(s));
	store_close(s);
}

static void what_is_no_store_is_of_another_format(void **state)
{
	static const char text[] =
		"this is somebody's text, and longer than the header of a database is; it has "
		"never been one, and whoever opens it must not change it";
	struct place *p = *state;
	unsigned char version[4] = { 0, 0, 0, 99 }, id[4] = { 0 };
	FILE *f = fopen(p->path, "w");
	sqlite3 *db;

	fclose(f);
	opened(p->path, STORE_OTHER);
	f = fopen(p->path, "w");
	fputs(text, f);
	fclose(f);
	opened(p->path, STORE_OTHER);
	assert_int_equal(size_of(p->path), sizeof(text) - 1);
	store_close(made(p->path));
	overwrite(p->path, 60, version, 4);
	opened(p->path, STORE_OTHER);
	store_close(made(p->path));
	overwrite(p->path, 68, id, 4);
	opened(p->path, STORE_OTHER);
	store_close(made(p->path));
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DROP TABLE piece", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	opened(p->path, STORE_OTHER);
}

static void fill(const char *path)
{
	struct str bytes = STR_INIT;
	struct store *s;

	for (int i = 0; i < 3000; i++)
		str_add(&bytes, "0123456789");
	succeeds(store_create(&s, path));
	for (uint32_t i = 0; i < 20; i++)
		succeeds(store_put(s, KIND, i, bytes.buf, bytes.len));
	succeeds(store_finish(s));
	store_close(s);
	str_release(&bytes);
}

/* All that was cut is found out; what is still whole may be read. */
static void a_cut_file_is_damaged(void **state)
{
	static const off_t cuts[] = { 1, 50, 100, 512, 8191, 8192, 8193, 20000, 300000 };
	struct place *p = *state;
	struct str got = STR_INIT;

	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		enum store_state st;
		struct store *s;
		bool all = true;

		fill(p->path);
		assert_int_equal(truncate(p->path, cuts[i]), 0);
		succeeds(store_open(&s, p->path, &st));
		assert_true(st == STORE_DAMAGED || st == STORE_OTHER || s);
		for (uint32_t k = 0; s && k < 20; k++)
			all &= store_get(s, KIND, k, &got) && got.len == 30000;
		assert_true(!s || (!all && store_damaged(s)));
		store_close(s);
	}
	str_release(&got);
}

static void damaged_pages_are_found_out(void **state)
{
	struct place *p = *state;
	char zeros[8192] = "";

	for (off_t page = 0; page < 4; page++) {
		enum store_state st;
		struct store *s;

		fill(p->path);
		overwrite(p->path, page * 8192 + (page ? 0 : 100), zeros, page ? 8192 : 200);
		succeeds(store_open(&s, p->path, &st));
		for (uint32_t k = 0; s && k < 20; k++) {
			struct str got = STR_INIT;

			store_get(s, KIND, k, &got);
			str_release(&got);
		}
		assert_true(s ? store_damaged(s) : st != STORE_ABSENT);
		store_close(s);
	}
}

/* A journal of the file that stood there before must not be played back into the new one. */
static void an_old_journal_goes_with_its_file(void **state)
{
	struct place *p = *state;
	char *journal = mem_printf("%s-journal", p->path), *copy = mem_printf("%s.copy", journal);
	struct store *s;
	sqlite3 *db;

	fill(p->path);
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA cache_size = 1; BEGIN; "
				      "UPDATE piece SET data = 'x'", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(link(journal, copy), 0);	/* as if the machine had gone down here */
	sqlite3_close(db);
	rename(copy, journal);
	assert_true(size_of(journal) > 0);
	store_close(made(p->path));
	assert_int_not_equal(access(journal, F_OK), 0);
	s = opened(p->path, STORE_GOOD);
	hold_all(s);
	store_close(s);
	mem_free(journal);
	mem_free(copy);
}

/* A change that was interrupted is taken back by who opens the file next. */
static void an_interrupted_change_is_taken_back(void **state)
{
	struct place *p = *state;
	int status;
	pid_t pid;
	struct store *s;

	fill(p->path);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		sqlite3 *db;

		if (sqlite3_open(p->path, &db) != SQLITE_OK ||
		    sqlite3_exec(db, "PRAGMA cache_size = 1; BEGIN; UPDATE piece SET data = "
				 "zeroblob(30004)", NULL, NULL, NULL) != SQLITE_OK)
			_exit(1);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(files_in(p->dir), 2);
	s = opened(p->path, STORE_GOOD);
	for (uint32_t i = 0; i < 20; i++) {
		struct str got = STR_INIT;

		assert_true(store_get(s, KIND, i, &got));
		assert_int_equal(got.buf[29999], '9');
		str_release(&got);
	}
	store_close(s);
}

static void a_place_that_can_not_be_written_is_an_error(void **state)
{
	struct place *p = *state;
	char *in_none = mem_printf("%s/none/index.db", p->dir);
	char *in_file = mem_printf("%s/index.db/index.db", p->dir);
	enum store_state st;
	struct store *s;

	fails(store_create(&s, in_none), "cannot make");
	assert_null(s);
	opened(in_none, STORE_ABSENT);
	store_close(made(p->path));
	fails(store_open(&s, in_file, &st), "Not a directory");
	fails(store_open(&s, p->dir, &st), "no regular file");
	mem_free(in_none);
	mem_free(in_file);
}

/* A user without the right to write reads; root has it always. */
static void a_store_may_be_read_only(void **state)
{
	struct place *p = *state;
	int status;
	pid_t pid;

	store_close(made(p->path));
	chmod(p->dir, 0555);
	chmod(p->path, 0444);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		struct store *s;

		if (!getuid() && setuid(65534))
			_exit(0);
		s = opened(p->path, STORE_GOOD);
		hold_all(s);
		assert_false(store_writable(s));
		fails(store_begin(s), "can't be written");
		store_close(s);
		fails(store_create(&s, p->path), "cannot make");
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	chmod(p->dir, 0755);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_put_is_there_in_memory_and_in_a_file),
		TEST(a_finished_store_can_be_changed),
		TEST(a_store_that_is_not_finished_leaves_nothing),
		TEST(an_old_store_stays_until_the_new_one_is_whole),
		TEST(changes_are_all_there_or_none),
		TEST(a_reader_sees_one_state),
		TEST(a_changed_byte_is_damage),
		TEST(a_piece_in_another_ones_place_is_damage),
		TEST(what_is_no_store_is_of_another_format),
		TEST(a_cut_file_is_damaged),
		TEST(damaged_pages_are_found_out),
		TEST(an_old_journal_goes_with_its_file),
		TEST(an_interrupted_change_is_taken_back),
		TEST(a_place_that_can_not_be_written_is_an_error),
		TEST(a_store_may_be_read_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
