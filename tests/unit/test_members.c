// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "base/str.h"
#include "sparse/members.h"

static const char structs[] =
	"struct device;\n"
	"typedef int (*fn)(struct device *);\n"
	"struct bus_type { fn dma_cleanup, remove; };\n"
	"struct device_driver { struct bus_type *bus; fn remove; struct { fn a; } inner; };\n"
	"struct platform_driver { fn remove; struct device_driver driver; };\n"
	"struct device { struct bus_type *bus; union { int one; long two; }; int arr[2]; };\n"
	"typedef struct { int of_typedef; } named;\n"
	"int f(struct device *);\n";

enum { STRUCT_LINES = 8 };

struct fixture {
	char dir[64];
	char *tmp, *source, *program, *database;
	struct members m;
};

static int setup(void **state)
{
	struct fixture *t = mem_alloc(sizeof(*t));

	strcpy(t->dir, "/tmp/test-members-XXXXXX");
	if (!mkdtemp(t->dir))
		return -1;
	t->tmp = mem_printf("%s/tmp dir", t->dir);
	t->source = mem_printf("%s/x.c", t->dir);
	t->program = mem_printf("%s/fake semind", t->dir);
	t->database = mem_printf("%s/made.db", t->dir);
	mkdir(t->tmp, 0700);
	setenv("TMPDIR", t->tmp, 1);
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *t = *state;
	const char *argv[] = { "rm", "-rf", "--", t->dir, NULL };
	struct child c;

	error_free(child_run(&c, argv, NULL, 0));
	child_release(&c);
	unsetenv("SEMIND");
	unsetenv("TMPDIR");
	members_release(&t->m);
	mem_free(t->tmp);
	mem_free(t->source);
	mem_free(t->program);
	mem_free(t->database);
	mem_free(t);
	return 0;
}

static void put(const char *path, const char *first, const char *second)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(first, f) >= 0 && fputs(second, f) >= 0);
	fclose(f);
}

/* How many there are, of whatever kind. */
static size_t names_in(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void need_semind(void)
{
	static const char *const argv[] = { "semind", "--help", NULL };
	struct child c;
	struct error *err = child_run(&c, argv, NULL, 60);
	bool there = !err;

	error_free(err);
	child_release(&c);
	if (!there)
		skip();
}

static struct error *ask(struct fixture *t, const char *more)
{
	const char *const flags[] = { "-DNAME=\"a b\"", "-Wp,-MMD,x.d", more ? more : "-O2",
				      t->source, NULL };

	members_release(&t->m);
	return members_read(&t->m, flags, t->dir, t->source);
}

static void told(struct fixture *t, const char *code)
{
	need_semind();
	put(t->source, structs, code);
	assert_null(ask(t, NULL));
	assert_int_equal(names_in(t->tmp), 0);
}

/* @expected: a line "LINE:COLUMN record.member" of each, " =" behind it where written. */
static void are(struct fixture *t, const char *expected)
{
	struct str s = STR_INIT;

	for (size_t i = 0; i < t->m.list.n; i++) {
		const struct member_use *use = &t->m.list.item[i];

		str_addf(&s, "%d:%u %s.%s%s\n", (int)use->line - STRUCT_LINES, use->column,
			 use->record, use->member, use->written ? " =" : "");
		assert_ptr_equal(members_at(&t->m, use->line, use->column), use);
	}
	assert_string_equal(s.buf, expected);
	str_release(&s);
}

static void calls_and_reads_are_told(void **state)
{
	told(*state, "int g(struct device *dev)\n"
		     "{\n"
		     "\tif (dev->bus && dev->bus->remove)\n"
		     "\t\tdev->bus->dma_cleanup(dev);\n"
		     "\treturn (*dev).bus->remove(dev);\n"
		     "}\n");
	are(*state, "3:11 device.bus\n3:23 device.bus\n3:28 bus_type.remove\n"
		    "4:8 device.bus\n4:13 bus_type.dma_cleanup\n"
		    "5:16 device.bus\n5:21 bus_type.remove\n");
}

static void assignments_are_written(void **state)
{
	told(*state, "void g(struct platform_driver *drv, struct device *dev)\n"
		     "{\n"
		     "\tdrv->driver.remove = drv->remove;\n"
		     "\tdrv->driver.bus->remove = f;\n"
		     "\tdev->arr[1]++;\n"
		     "\tdrv->driver.inner.a = f;\n"
		     "}\n");
	are(*state, "3:7 platform_driver.driver =\n3:14 device_driver.remove =\n"
		    "3:28 platform_driver.remove\n"
		    "4:7 platform_driver.driver\n4:14 device_driver.bus\n4:19 bus_type.remove =\n"
		    "5:7 device.arr =\n"
		    "6:7 platform_driver.driver =\n6:14 device_driver.inner =\n"
		    "6:20 device_driver:inner.a =\n");
}

static void initialisers_are_written(void **state)
{
	told(*state, "static struct platform_driver a = {\n"
		     "\t.remove = f, .driver = { .remove = f },\n"
		     "\t.driver.inner.a = f,\n"
		     "};\n"
		     "struct bus_type b = { remove: f }, c[] = { { . /* here */\n"
		     "remove = f } };\n"
		     "struct bus_type d = { f, f };\n");
	are(*state, "2:3 platform_driver.remove =\n2:16 platform_driver.driver =\n"
		    "2:28 device_driver.remove =\n"
		    "3:3 platform_driver.driver =\n3:10 device_driver.inner =\n"
		    "3:16 device_driver:inner.a =\n"
		    "5:23 bus_type.remove =\n6:1 bus_type.remove =\n");
}

static void a_value_of_the_same_name_is_none(void **state)
{
	told(*state, "fn remove;\nvoid g(void)\n{\n"
		     "\tstruct bus_type b = { f, remove };\n}\n");
	are(*state, "");
}

static void nameless_structs_have_what_name_there_is(void **state)
{
	told(*state, "static struct { int x; } v;\n"
		     "void g(struct device *dev, named *n)\n"
		     "{\n"
		     "\tdev->two = n->of_typedef;\n"
		     "\tv.x = 1;\n"
		     "\tstruct local { int l; } l = { .l = 1 };\n"
		     "\tl.l = v.x;\n"
		     "}\n");
	are(*state, "4:7 device.two =\n4:16 named.of_typedef\n5:4 .x =\n6:33 local.l =\n"
		    "7:4 local.l =\n7:10 .x\n");
}

static void names_stand_apart_from_their_arrows(void **state)
{
	told(*state, "void g(struct device *dev)\n"
		     "{\n"
		     "\tdev\n\t\t-> /* its\n bus */ bus // the\n ->\\\nremove(dev);\n"
		     "}\n");
	are(*state, "5:9 device.bus\n7:1 bus_type.remove\n");
}

static void arguments_of_macros_are_found(void **state)
{
	told(*state, "#define SAME(x) x\n#define CALL(d) (d)->bus->dma_cleanup(d)\n"
		     "#define BUS bus->remove\n"
		     "int g(struct device *dev, struct device_driver *drv)\n"
		     "{\n"
		     "\tCALL(dev);\n"
		     "\tdev->BUS(dev);\n"
		     "\tSAME(SAME(dev->bus->remove)(dev));\n"
		     "\treturn SAME(drv->remove) == SAME(dev->bus->remove)\n"
		     "\t\t|| SAME(drv->remove == drv->bus->remove);\n"
		     "}\n");
	are(*state, "8:17 device.bus\n8:22 bus_type.remove\n"
		    "9:19 device_driver.remove\n9:40 device.bus\n9:45 bus_type.remove\n"
		    "10:16 .remove\n10:31 device_driver.bus\n10:36 .remove\n");
}

static void only_its_own_uses_are_told(void **state)
{
	struct fixture *t = *state;
	char *header = mem_printf("%s/x.h", t->dir);

	put(header, "static int h(struct device *d)\n{\n\treturn d->bus->remove(d);\n}\n", "");
	mem_free(header);
	told(t, "#include \"x.h\"\n#if 0\nint n(struct device *d) { return d->one; }\n#endif\n"
		"int g(struct device *d)\n{\n\treturn h(d);\n}\n");
	are(t, "");
	assert_null(members_at(&t->m, 3, 1));
}

static void no_file_is_written(void **state)
{
	struct fixture *t = *state;
	char *out = mem_printf("-o%s/x.o", t->dir), *path = mem_printf("%s/x.o", t->dir);
	const char *const flags[] = { "-o", path, "-ftabstop=8", "-MMD", "-MF", "x.d", "x.c",
				      NULL };
	size_t before;

	need_semind();
	put(t->source, structs, "int g(struct device *d)\n{\n\treturn d->one;\n}\n");
	put(path, "object", "");
	before = names_in(t->dir);
	assert_null(members_read(&t->m, flags, t->dir, "x.c"));
	are(t, "3:12 device.one\n");
	assert_int_equal(names_in(t->dir), before);
	assert_int_equal(names_in(t->tmp), 0);
	assert_null(ask(t, out));
	assert_int_equal(names_in(t->dir), before);
	mem_free(out);
	mem_free(path);
}

static void errors_in_the_code_are_none_of_ours(void **state)
{
	told(*state, "int g(struct device *d)\n{\n\treturn d->nothing + d->one + what;\n}\n) {\n");
	are(*state, "3:12 device.nothing\n3:25 device.one\n");
}

static void is_error(struct error *err, const char *part)
{
	assert_non_null(err);
	if (!strstr(error_text(err), part))
		fail_msg("%s", error_text(err));
	error_free(err);
}

static void failures_are_errors(void **state)
{
	struct fixture *t = *state;

	is_error(ask(t, NULL), "No such file or directory");
	put(t->source, "int x;\n", "");
	setenv("SEMIND", "/nowhere/semind", 1);
	is_error(ask(t, NULL), "cannot run /nowhere/semind: No such file or directory");
	setenv("SEMIND", "", 1);
	need_semind();
	is_error(ask(t, "-std=c00"), "semind: Unsupported C dialect");
	is_error(ask(t, "--version"), "semind: it wrote no database");
	assert_int_equal(names_in(t->tmp), 0);
}

static void fake(struct fixture *t, const char *script)
{
	put(t->program, "#!/bin/sh\n", script);
	assert_int_equal(chmod(t->program, 0755), 0);
	setenv("SEMIND", t->program, 1);
	put(t->source, "int a = b->c;\nint d = SAME(b->c, e.c);\n", "");
}

static void fakes_that_fail_are_errors(void **state)
{
	struct fixture *t = *state;

	fake(t, "kill -SEGV $$\n");
	is_error(ask(t, NULL), "fake semind: killed by signal 11");
	fake(t, "exit 7\n");
	is_error(ask(t, NULL), "fake semind: exit status 7");
	fake(t, "printf 'first\\nlast words\\n\\n' >&2; exit 1\n");
	is_error(ask(t, NULL), "fake semind: last words");
	fake(t, "echo no database >\"$2\"\n");
	is_error(ask(t, NULL), "fake semind: its database is of another format");
	fake(t, ": >\"$2\"\n");
	is_error(ask(t, NULL), "fake semind: its database is of another format");
	fake(t, "mkdir \"$2\"\n");
	is_error(ask(t, NULL), "fake semind: it wrote no database");
	fake(t, "ln -s /dev/zero \"$2\"\n");
	is_error(ask(t, NULL), "fake semind: it");
	assert_int_equal(names_in(t->tmp), 0);
}

static void words_are_passed_as_they_are(void **state)
{
	struct fixture *t = *state;
	char *path = mem_printf("%s/words", t->dir), *expected, text[1024] = "";
	FILE *f;

	fake(t, "shift 2; printf '%s|' \"$@\" >\"${0%/*}/words\"; pwd >>\"${0%/*}/words\"\n");
	is_error(ask(t, "-D$(id) 'x'"), "it wrote no database");
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	expected = mem_printf("-B|%s|add|--include-local-syms|--|-DNAME=\"a b\"|-Wp,-MMD,x.d|"
			      "-D$(id) 'x'|%s|-ftabstop=1|-o|-|%s\n", t->dir, t->source, t->dir);
	assert_string_equal(text, expected);
	mem_free(expected);
	mem_free(path);
}

#define SCHEMA "PRAGMA user_version = 1; CREATE TABLE file (id, name);" \
	"CREATE TABLE semind (file, line, column, symbol, kind, context, mode);" \
	"INSERT INTO file VALUES (1, 'x.c'), (2, 'y.c'), (NULL, NULL);"

/* Asks a semind that leaves the database that @sql makes. */
static struct error *given(struct fixture *t, const char *sql)
{
	sqlite3 *db;

	unlink(t->database);
	assert_int_equal(sqlite3_open(t->database, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	fake(t, "cp \"${0%/*}/made.db\" \"$2\"\n");
	return ask(t, NULL);
}

static void databases_of_others_are_errors(void **state)
{
	struct fixture *t = *state;

	is_error(given(t, "CREATE TABLE file (id, name)"), "of another format");
	is_error(given(t, "PRAGMA user_version = 2; CREATE TABLE file (id, name)"),
		 "of another format");
	is_error(given(t, "PRAGMA user_version = 1; CREATE TABLE file (id, name)"),
		 "no such table: semind");
	is_error(given(t, "PRAGMA user_version = 1; CREATE TABLE file (id, name);"
			  "CREATE TABLE semind (file, line, symbol, kind, mode)"), "column");
	is_error(given(t, SCHEMA "DROP TABLE semind; CREATE VIEW semind AS WITH RECURSIVE n(i) AS"
			  " (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 1 file, i line,"
			  " 1 column, 'a.b' symbol, 109 kind, 0 mode FROM n"), "too large");
	is_error(given(t, SCHEMA "DROP TABLE file; CREATE VIEW file AS WITH RECURSIVE n(i) AS"
			  " (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
			  " SELECT 1 id, 'z' || i name FROM n;"
			  "INSERT INTO semind VALUES (1, 1, 1, 'a.c', 109, NULL, 0)"), "too large");
	assert_int_equal(t->m.list.n, 0);
	assert_int_equal(names_in(t->tmp), 0);
}

static void is_passed_over(struct fixture *t, const char *values)
{
	char *sql = mem_printf(SCHEMA "INSERT INTO semind VALUES (%s)", values);

	assert_null(given(t, sql));
	assert_int_equal(t->m.list.n, 0);
	mem_free(sql);
}

static void odd_rows_are_passed_over(void **state)
{
	struct fixture *t = *state;

	is_passed_over(t, "NULL, NULL, NULL, NULL, NULL, NULL, NULL");
	is_passed_over(t, "2, 1, 10, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, NULL, 10, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 1, NULL, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 1, 10, NULL, 109, NULL, 0");
	is_passed_over(t, "1, 1, 10, 's.c', 109, NULL, NULL");
	is_passed_over(t, "1, 1, 10, 's.c', 109, NULL, 65536");
	is_passed_over(t, "1, 1, 10, 's.c', 115, NULL, 0");
	is_passed_over(t, "1, '1', 10, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 1.0, 10, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 4294967297, 10, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 9223372036854775807, 10, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 1, -10, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 1, 4294967306, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 1, 10, X'732E63', 109, NULL, 0");
	is_passed_over(t, "1, 1, 10, CAST(X'732E6300' AS TEXT), 109, NULL, 0");
	is_passed_over(t, "1, 1, 10, 'c', 109, NULL, 0");
	is_passed_over(t, "1, 1, 10, '.c', 109, NULL, 0");
	is_passed_over(t, "1, 1, 10, 's.', 109, NULL, 0");
	is_passed_over(t, "1, 1, 10, 's.*', 109, NULL, 0");
	is_passed_over(t, "1, 1, 10, 's.d', 109, NULL, 0");
	is_passed_over(t, "1, 1, 9, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 0, 0, 's.c', 109, NULL, 0");
	is_passed_over(t, "1, 99, 1, 's.c', 109, NULL, 0");
}

static void rows_of_one_place_are_one_use(void **state)
{
	struct fixture *t = *state;

	assert_null(given(t, SCHEMA "INSERT INTO semind VALUES"
			     " (1, 2, 9, 's.c', 109, NULL, 0), (1, 1, 10, 's.c', 109, NULL, 4),"
			     " (1, 1, 10, 's.c', 109, NULL, 8), (1, 2, 9, 'r.c', 109, NULL, 0)"));
	assert_int_equal(t->m.list.n, 3);
	assert_string_equal(members_at(&t->m, 1, 12)->record, "s");
	assert_string_equal(members_at(&t->m, 1, 12)->member, "c");
	assert_true(members_at(&t->m, 1, 12)->written);
	assert_string_equal(members_at(&t->m, 2, 17)->record, "");
	assert_string_equal(members_at(&t->m, 2, 22)->record, "");
	assert_false(members_at(&t->m, 2, 22)->written);
	assert_null(members_at(&t->m, 1, 10));
	assert_null(members_at(&t->m, 3, 12));
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(calls_and_reads_are_told),
		WITH_FOLDER(assignments_are_written),
		WITH_FOLDER(initialisers_are_written),
		WITH_FOLDER(a_value_of_the_same_name_is_none),
		WITH_FOLDER(nameless_structs_have_what_name_there_is),
		WITH_FOLDER(names_stand_apart_from_their_arrows),
		WITH_FOLDER(arguments_of_macros_are_found),
		WITH_FOLDER(only_its_own_uses_are_told),
		WITH_FOLDER(no_file_is_written),
		WITH_FOLDER(errors_in_the_code_are_none_of_ours),
		WITH_FOLDER(failures_are_errors),
		WITH_FOLDER(fakes_that_fail_are_errors),
		WITH_FOLDER(words_are_passed_as_they_are),
		WITH_FOLDER(databases_of_others_are_errors),
		WITH_FOLDER(odd_rows_are_passed_over),
		WITH_FOLDER(rows_of_one_place_are_one_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
