// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/str.h"
#include "check/cache.h"
#include "check/spatch.h"
#include "check/spatch_output.h"

#define VERSION_1_1_1 "spatch version 1.1.1 compiled with OCaml version 4.13.1"

struct fixture {
	char dir[64];
	char *tmp, *program;
	struct spatch s;
	struct rule rule;
	struct spatch_file file[64];
	char *path[64];
	size_t n, done;
};

static int setup(void **state)
{
	struct fixture *t = mem_alloc(sizeof(*t));

	strcpy(t->dir, "/tmp/test-spatch-XXXXXX");
	if (!mkdtemp(t->dir))
		return -1;
	t->tmp = mem_printf("%s/tmp dir: it's", t->dir);
	t->program = mem_printf("%s/spatch", t->dir);
	mkdir(t->tmp, 0700);
	setenv("TMPDIR", t->tmp, 1);
	setenv("XDG_CACHE_HOME", t->dir, 1);
	setenv("SPATCH", t->program, 1);
	t->rule = (struct rule){ .name = (char *)"rule", .path = (char *)"a dir/rule.cocci",
				 .text = (char *)"", .len = 0 };
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *t = *state;
	const char *argv[] = { "rm", "-rf", "--", t->dir, NULL };
	struct child c;
	size_t i;

	for (i = 0; i < t->n; i++) {
		spatch_file_release(&t->file[i]);
		mem_free(t->path[i]);
	}
	cache_close(t->s.cache);
	spatch_close(&t->s);
	error_free(child_run(&c, argv, NULL, 0));
	child_release(&c);
	mem_free(t->tmp);
	mem_free(t->program);
	mem_free(t);
	return 0;
}

/*
 * A spatch that does @body for each file "$f" of its groups, after saying that it handles it;
 * what it prints of a file is what the file says in "out:" and "err:" lines.
 */
static void fake(const struct fixture *t, const char *version, const char *rule, const char *body)
{
	FILE *f = fopen(t->program, "w");

	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n"
		"echo run >>%s/runs\n"
		"case \"$*\" in\n"
		"*--version*) echo '%s'; exit 0;;\n"
		"*--parse-cocci*) %s;;\n"
		"esac\n"
		"for g; do :; done\n"
		"while read f; do\n"
		"[ \"$f\" ] || continue\n"
		"echo \"HANDLING: $f\" >&2\n"
		"%s\n"
		"done <$g\n", t->dir, version, rule, body);
	fchmod(fileno(f), 0700);
	fclose(f);
}

#define SAY "sed -n \"s/^out: /$f:/p\" $f; "

static void add(struct fixture *t, const char *path, const char *text)
{
	t->path[t->n] = mem_strdup(path);
	t->file[t->n] = (struct spatch_file){ .path = t->path[t->n], .text = text,
					      .len = strlen(text) };
	t->n++;
}

static void add_many(struct fixture *t, size_t n)
{
	char path[32];

	while (n--) {
		snprintf(path, sizeof(path), "%zu.c", n);
		add(t, path, "out: 7:1-2: seen\n");
	}
}

static struct error *run(struct fixture *t, unsigned timeout_s)
{
	struct error *err = NULL;

	if (!t->s.program)
		err = spatch_open(&t->s, 2, timeout_s);
	t->done = 0;
	for (size_t i = 0; i < t->n; i++)
		t->file[i].rule = &t->rule;
	return err ? err : spatch_report(&t->s, t->file, t->n, NULL, &t->done);
}

static void run_well(struct fixture *t, unsigned timeout_s)
{
	struct error *err = run(t, timeout_s);

	if (err)
		fail_msg("%s", error_text(err));
	assert_int_equal(t->done, t->n);
}

static void expect_error(struct error *err, const char *text)
{
	assert_non_null(err);
	if (!strstr(error_text(err), text))
		fail_msg("'%s' is not in '%s'", text, error_text(err));
	error_free(err);
}

static size_t count_runs(const struct fixture *t)
{
	char *path = mem_printf("%s/runs", t->dir);
	struct stat st;
	size_t n = stat(path, &st) ? 0 : (size_t)st.st_size / 4;

	unlink(path);
	mem_free(path);
	return n;
}

static size_t count_entries(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void expect_hit(const struct fixture *t, size_t i)
{
	assert_null(t->file[i].failed);
	assert_int_equal(t->file[i].hits.n, 1);
	assert_int_equal(t->file[i].hits.item[0].line, 7);
	assert_int_equal(t->file[i].hits.item[0].column, 2);
	assert_string_equal(t->file[i].hits.item[0].message, "seen");
}

static void no_spatch_is_one_clear_error(void **state)
{
	struct fixture *t = *state;

	expect_error(run(t, 9), "coccinelle 1.1.1 or newer is needed (Debian: apt-get install");
	setenv("SPATCH", "no-such-spatch", 1);
	expect_error(run(t, 9), "no-such-spatch is not in $PATH: coccinelle 1.1.1");
}

static void an_old_spatch_is_named(void **state)
{
	struct fixture *t = *state;

	fake(t, "spatch version 1.0.8 compiled with OCaml", "", "");
	expect_error(run(t, 9), "is version 1.0.8: coccinelle 1.1.1 or newer is needed");
	fake(t, "spatch version 1.1 compiled with OCaml", "", "");
	expect_error(run(t, 9), "is version 1.1: ");
	fake(t, "hello", "", "");
	expect_error(run(t, 9), "does not tell a version of spatch: coccinelle 1.1.1");
}

static void a_newer_spatch_is_taken(void **state)
{
	static const char *const versions[] = { "1.1.1", "1.1.1-dirty", "1.2", "1.3.1", "2.0" };
	struct fixture *t = *state;
	char line[64];
	size_t i;

	for (i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
		snprintf(line, sizeof(line), "spatch version %s compiled", versions[i]);
		fake(t, line, "", "");
		assert_null(spatch_open(&t->s, 1, 1));
		assert_string_equal(t->s.version, versions[i]);
		spatch_close(&t->s);
	}
}

static void odd_names_do_no_harm(void **state)
{
	static const char *const names[] = {
		"a b.c", "-rf.c", "new\nline.c", "quo\"te'.c", "$(reboot).c", "colon:7.c", "*.h",
	};
	struct fixture *t = *state;
	size_t i, n = sizeof(names) / sizeof(*names);

	fake(t, VERSION_1_1_1, "", SAY);
	for (i = 0; i < n; i++)
		add(t, names[i], "out: 7:1-2: seen\n");
	run_well(t, 9);
	for (i = 0; i < n; i++)
		expect_hit(t, i);
}

static void files_go_in_batches(void **state)
{
	struct fixture *t = *state;
	size_t i;

	fake(t, VERSION_1_1_1, "", SAY);
	add_many(t, 60);
	run_well(t, 9);
	for (i = 0; i < 60; i++)
		expect_hit(t, i);
	assert_int_equal(count_runs(t), 2);	/* --version, one batch */
}

static void the_file_that_hangs_is_found(void **state)
{
	struct fixture *t = *state;
	size_t i;

	fake(t, VERSION_1_1_1, "exit 0", SAY "grep -q hang $f && sleep 1000");
	add_many(t, 9);
	add(t, "hangs.c", "hang\n");
	add_many(t, 9);
	run_well(t, 1);
	for (i = 0; i < t->n; i++)
		if (i != 9)
			expect_hit(t, i);
	assert_string_equal(t->file[9].failed, "timeout");
	assert_true(t->file[9].timeout);
}

static void the_file_that_kills_it_is_found(void **state)
{
	struct fixture *t = *state;
	size_t i;

	fake(t, VERSION_1_1_1, "exit 0", SAY "grep -q boom $f && kill -SEGV $$");
	add_many(t, 9);
	add(t, "boom.c", "boom\n");
	add_many(t, 9);
	add(t, "boom too.c", "boom\n");
	run_well(t, 9);
	for (i = 0; i < t->n; i++)
		if (i != 9 && i != 19)
			expect_hit(t, i);
	assert_string_equal(t->file[9].failed,
			    "spatch failed: killed by signal 11 (Segmentation fault)");
	assert_false(t->file[9].timeout);
	assert_non_null(t->file[19].failed);
}

static void what_it_gives_up_itself_is_told(void **state)
{
	struct fixture *t = *state;

	fake(t, VERSION_1_1_1, "",
	     SAY "grep -q slow $f && echo \"EXN: Coccinelle_modules.Common.Timeout in $f\" >&2\n"
	     "grep -q deep $f && echo \"EXN: Stack overflow in $f\" >&2");
	add(t, "slow.c", "slow\nout: 7:1-2: half\n");
	add(t, "deep.c", "deep\n");
	add(t, "well.c", "out: 7:1-2: seen\n");
	run_well(t, 9);
	assert_string_equal(t->file[0].failed, "timeout");
	assert_true(t->file[0].timeout);
	assert_int_equal(t->file[0].hits.n, 0);
	assert_string_equal(t->file[1].failed, "spatch failed: Stack overflow");
	expect_hit(t, 2);
}

static void silence_about_a_file_is_a_failure(void **state)
{
	struct fixture *t = *state;

	fake(t, VERSION_1_1_1, "", "echo 'garbage: 1:2'; echo 99.c:1:1-2: no such file; exit 0");
	add_many(t, 2);
	run_well(t, 9);
	assert_int_equal(t->file[0].hits.n + t->file[1].hits.n, 0);
	assert_true(!t->file[0].failed != !t->file[1].failed);
}

static void a_spatch_that_always_fails_is_one_error(void **state)
{
	struct fixture *t = *state;

	fake(t, VERSION_1_1_1, "exit 0", "");
	assert_null(spatch_open(&t->s, 2, 9));
	add_many(t, 60);
	count_runs(t);
	assert_int_equal(truncate(t->program, 0), 0);
	{
		FILE *f = fopen(t->program, "w");

		fprintf(f, "#!/bin/sh\necho run >>%s/runs\n"
			"case \"$*\" in *--parse-cocci*) exit 0;; esac\n"
			"echo 'cannot find python' >&2\nexit 1\n", t->dir);
		fclose(f);
	}
	expect_error(run(t, 9), "a dir/rule.cocci: spatch fails before it reads a file: "
		     "cannot find python");
	assert_true(count_runs(t) <= 4);
}

static void failing_in_the_same_way_on_all_files_is_one_error(void **state)
{
	struct fixture *t = *state;

	fake(t, VERSION_1_1_1, "", "echo \"EXN: Failure(no python) in $f\" >&2");
	add_many(t, 5);
	expect_error(run(t, 9), "a dir/rule.cocci: spatch failed: Failure(no python), "
		     "on every file");
}

static void a_rule_that_does_not_parse_is_one_error(void **state)
{
	struct fixture *t = *state;

	fake(t, VERSION_1_1_1, "echo 'init_defs_builtins: x' >&2; "
	     "printf 'meta: parse error: \\n  File \"r\", line 4\\n' >&2; exit 255", "exit 255");
	add_many(t, 9);
	expect_error(run(t, 9), "a dir/rule.cocci: spatch can't read this rule: "
		     "meta: parse error: File \"r\", line 4");
	assert_true(count_runs(t) <= 3);
}

static void results_are_cached_and_failures_are_not(void **state)
{
	struct fixture *t = *state;

	fake(t, VERSION_1_1_1, "exit 0", SAY "grep -q boom $f && kill -SEGV $$");
	add(t, "a.c", "out: 7:1-2: seen\n");
	add(t, "nothing.c", "");
	add(t, "boom.c", "boom\n");
	assert_null(spatch_open(&t->s, 2, 9));
	t->s.cache = cache_open();
	assert_non_null(t->s.cache);
	run_well(t, 9);
	spatch_file_release(&t->file[0]);
	spatch_file_release(&t->file[2]);
	count_runs(t);
	run_well(t, 9);
	expect_hit(t, 0);
	assert_non_null(t->file[2].failed);
	assert_int_equal(count_runs(t), 1 + 1);	/* boom.c, and whether the rule parses */
	t->n = 2;
	spatch_file_release(&t->file[0]);
	run_well(t, 9);
	expect_hit(t, 0);
	assert_int_equal(count_runs(t), 0);
	t->rule.text = (char *)"another rule";
	t->rule.len = 12;
	spatch_file_release(&t->file[0]);
	run_well(t, 9);
	assert_int_equal(count_runs(t), 1);
	spatch_file_release(&t->file[2]);
	mem_free(t->path[2]);
}

static void the_scratch_folder_goes_with_close(void **state)
{
	struct fixture *t = *state;

	fake(t, VERSION_1_1_1, "", SAY);
	add_many(t, 3);
	run_well(t, 9);
	assert_int_equal(count_entries(t->tmp), 1);
	assert_int_equal(count_entries(t->s.scratch.path), 3);	/* rule, macros, groups */
	spatch_close(&t->s);
	assert_int_equal(count_entries(t->tmp), 0);
}

static void the_scratch_folder_goes_with_the_program(void **state)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGKILL };
	struct fixture *t = *state;
	size_t i;
	pid_t pid;
	int k;

	fake(t, VERSION_1_1_1, "", SAY);
	for (i = 0; i < 3; i++) {
		pid = fork();
		if (!pid) {
			error_free(spatch_open(&t->s, 2, 9));
			signal(signals[i], SIG_DFL);
			raise(signals[i]);
			_exit(1);
		}
		assert_int_equal(waitpid(pid, &k, 0), pid);
		assert_true(WIFSIGNALED(k));
		for (k = 0; k < 200 && count_entries(t->tmp); k++)
			usleep(10000);
		assert_int_equal(count_entries(t->tmp), 0);
	}
}

static void expect_bad(const char *err, size_t n, unsigned line)
{
	struct spatch_notes notes = { 0 };

	spatch_read_err(&notes, err, strlen(err));
	assert_int_equal(notes.all.n, n);
	if (n) {
		assert_int_equal(notes.all.item[0].kind, NOTE_BAD);
		assert_int_equal(notes.all.item[0].file, 7);
		assert_int_equal(notes.all.item[0].line, line);
	}
	array_free(&notes.all);
}

#define AT(line) "parse error \n = File \"7.c\", line " line ", column 5, charpos = 49\n" \
	"  around = 'x',\n  whole content = x\n"

static void a_lost_function_is_noted_where_it_failed(void **state)
{
	(void)state;
	expect_bad(AT("12") "badcount: 4\nbad: }\nbad: static int f(void)\nbad: {\n"
		   "BAD:!!!!! \tfor x y z;\nbad: }\n", 1, 12);
	/* the error stands in one function, two are lost */
	expect_bad(AT("12") "badcount: 6\nbad: int f(void)\nbad: {\nBAD:!!!!! \tx y z;\nbad: }\n"
		   "bad: int g(void) {\nbad: \treturn 1;\nbad: }\n", 2, 12);
	/* the rest of a function whose begin was taken for a whole one */
	expect_bad(AT("9") "badcount: 1\nBAD:!!!!! \tfoo(;\nbad: }\n", 1, 9);
	expect_bad(AT("9"), 1, 9);
}

static void what_is_no_function_is_not_noted(void **state)
{
	(void)state;
	expect_bad(AT("3") "badcount: 4\nbad: #define F(x) \\\nbad: int x(void) \\\nbad: {\\\n"
		   "bad: }\\\nBAD:!!!!! static DEVICE_ATTR_RO(x)\n", 0, 0);
	expect_bad(AT("3") "badcount: 3\nbad: static const struct dev_pm_ops x = {\n"
		   "BAD:!!!!! \tSET_RUNTIME_PM_OPS(a, b)\nbad: };\n", 0, 0);
	expect_bad(AT("3") "badcount: 3\nbad: struct x\nbad: {\nbad: \tint a;\n"
		   "BAD:!!!!! } __y(1);\n", 0, 0);
	expect_bad(AT("3") "badcount: 1\nBAD:!!!!! } __attribute__((packed, aligned(8)));\nbad: \n",
		   0, 0);
}

static void lines_of_the_source_are_not_taken_for_notes(void **state)
{
	(void)state;
	expect_bad("bad: parse error \nbad:  = File \"7.c\", line 3, column 1\nEXN: in\n"
		   "HANDLING: /etc/passwd\nHANDLING: 99999999999999999999.c\n"
		   " = File \"7.c\"\n", 0, 0);
}

static void report_lines_are_read(void **state)
{
	static const char out[] = "0.c:4:1-11: WARNING: a: b\n12.h:9:0: x\n/etc/x.c:1:1-2: no\n"
		"0.c:0:1-2: no\n0.c:1:1-x: no\n0.c:99999999999:1-2: no\n0.c:5:2-3: cut";
	struct spatch_founds f = { 0 };

	(void)state;
	spatch_read_out(&f, out, sizeof(out) - 1);
	assert_int_equal(f.all.n, 3);
	assert_int_equal(f.all.item[0].line, 4);
	assert_int_equal(f.all.item[0].column, 2);
	assert_memory_equal(f.all.item[0].message, "WARNING: a: b", f.all.item[0].len);
	assert_int_equal(f.all.item[1].file, 12);
	assert_int_equal(f.all.item[1].column, 1);
	assert_int_equal(f.all.item[2].len, 3);
	array_free(&f.all);
}

static const char real_rule[] =
	"virtual report\nvirtual patch\n\n@r depends on report@\nposition p;\nexpression d;\n@@\n"
	"put_device@p(d)\n\n@script:python depends on report@\np << r.p;\nd << r.d;\n@@\n"
	"coccilib.report.print_report(p[0], \"put of %s\" % d)\n\n"
	"@depends on patch@\nexpression d;\n@@\n- put_device(d);\n+ get_device(d);\n";

static bool use_real_spatch(struct fixture *t)
{
	unsetenv("SPATCH");
	t->rule.text = (char *)real_rule;
	t->rule.len = sizeof(real_rule) - 1;
	return !access("/usr/bin/spatch", X_OK);
}

static void the_real_spatch_reports(void **state)
{
	struct fixture *t = *state;

	if (!use_real_spatch(t))
		skip();
	add(t, "good \"1\".c", "void f(struct device *d)\n{\n\tput_device(d);\n}\n");
	add(t, "lost.c", "void g(struct device *d)\n{\n\tfor x y z;\n\tput_device(d);\n}\n"
	    "void h(struct device *d)\n{\n\tput_device(d);\n}\n");
	add(t, "guard.c", "void g(struct device *d)\n{\n\tchar *p __free(kfree) = NULL;\n"
	    "\tscoped_guard(mutex, &m) {\n\t\tput_device(d);\n\t}\n\tkfree(p);\n}\n");
	add(t, "none.c", "void f(void)\n{\n}\n");
	add(t, "head.h", "static inline void f(struct device *d)\n{\n\tput_device(d);\n}\n");
	run_well(t, 30);
	assert_int_equal(t->file[0].hits.n, 1);
	assert_int_equal(t->file[0].hits.item[0].line, 3);
	assert_string_equal(t->file[0].hits.item[0].message, "put of d");
	assert_int_equal(t->file[0].bad_lines.n, 0);
	assert_int_equal(t->file[1].hits.n, 1);
	assert_int_equal(t->file[1].hits.item[0].line, 8);
	assert_int_equal(t->file[1].bad_lines.n, 1);
	assert_in_range(t->file[1].bad_lines.item[0], 2, 5);
	assert_int_equal(t->file[2].hits.n, 1);
	assert_int_equal(t->file[2].bad_lines.n, 0);
	assert_int_equal(t->file[3].hits.n, 0);
	assert_int_equal(t->file[4].hits.n, 1);
}

static void the_real_spatch_makes_patches(void **state)
{
	struct fixture *t = *state;
	char *diff;

	if (!use_real_spatch(t))
		skip();
	add(t, "drivers/a b.c", "void f(struct device *d)\n{\n\tput_device(d);\n}\n");
	add(t, "none.c", "void f(void)\n{\n}\n");
	add(t, "a\n\".c", "void f(struct device *d)\n{\n\tput_device(d);\n}\n");
	assert_null(spatch_open(&t->s, 1, 30));
	assert_null(spatch_patch(&t->s, &t->rule, &t->file[0], &diff));
	assert_string_equal(diff, "--- a/drivers/a b.c\n+++ b/drivers/a b.c\n@@ -1,4 +1,4 @@\n"
			    " void f(struct device *d)\n {\n"
			    "-\tput_device(d);\n+\tget_device(d);\n }\n");
	mem_free(diff);
	assert_null(spatch_patch(&t->s, &t->rule, &t->file[1], &diff));
	assert_null(diff);
	assert_null(spatch_patch(&t->s, &t->rule, &t->file[2], &diff));
	assert_true(str_starts(diff, "--- \"a/a\\012\\\".c\"\n+++ \"b/a\\012\\\".c\"\n@@ "));
	mem_free(diff);
}

/* Of equal bytes at another path too, but under no other rule. */
static void patches_are_cached(void **state)
{
	struct fixture *t = *state;
	char *diff;

	if (!use_real_spatch(t))
		skip();
	add(t, "a.c", "void f(struct device *d)\n{\n\tput_device(d);\n}\n");
	add(t, "b.c", "void f(struct device *d)\n{\n\tput_device(d);\n}\n");
	assert_null(spatch_open(&t->s, 1, 30));
	t->s.cache = cache_open();
	assert_null(spatch_patch(&t->s, &t->rule, &t->file[0], &diff));
	mem_free(diff);
	mem_free(t->s.program);
	t->s.program = mem_strdup("/nowhere/spatch");
	assert_null(spatch_patch(&t->s, &t->rule, &t->file[1], &diff));
	assert_true(str_starts(diff, "--- a/b.c\n+++ b/b.c\n@@ -1,4 +1,4 @@\n"));
	mem_free(diff);
	t->rule.len--;
	expect_error(spatch_patch(&t->s, &t->rule, &t->file[1], &diff), "");
}

static void the_real_spatch_names_a_wrong_rule(void **state)
{
	struct fixture *t = *state;

	if (!use_real_spatch(t))
		skip();
	t->rule.text = (char *)"virtual report\n@r@\nexpression a\n@@\nfoo(a)\n";
	t->rule.len = strlen(t->rule.text);
	add(t, "a.c", "void f(void)\n{\n}\n");
	expect_error(run(t, 30), "a dir/rule.cocci: spatch can't read this rule: "
		     "meta: parse error");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_spatch_is_one_clear_error),
		TEST(an_old_spatch_is_named),
		TEST(a_newer_spatch_is_taken),
		TEST(odd_names_do_no_harm),
		TEST(files_go_in_batches),
		TEST(the_file_that_hangs_is_found),
		TEST(the_file_that_kills_it_is_found),
		TEST(what_it_gives_up_itself_is_told),
		TEST(silence_about_a_file_is_a_failure),
		TEST(a_spatch_that_always_fails_is_one_error),
		TEST(failing_in_the_same_way_on_all_files_is_one_error),
		TEST(a_rule_that_does_not_parse_is_one_error),
		TEST(results_are_cached_and_failures_are_not),
		TEST(the_scratch_folder_goes_with_close),
		TEST(the_scratch_folder_goes_with_the_program),
		cmocka_unit_test(a_lost_function_is_noted_where_it_failed),
		cmocka_unit_test(what_is_no_function_is_not_noted),
		cmocka_unit_test(lines_of_the_source_are_not_taken_for_notes),
		cmocka_unit_test(report_lines_are_read),
		TEST(the_real_spatch_reports),
		TEST(the_real_spatch_makes_patches),
		TEST(patches_are_cached),
		TEST(the_real_spatch_names_a_wrong_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
