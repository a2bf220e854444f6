// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "base/term.h"
#include "sparse/run.h"

struct fixture {
	char dir[64];
	char *program;		/* a fake sparse, $SPARSE */
};

static int setup(void **state)
{
	struct fixture *t = mem_alloc(sizeof(*t));

	strcpy(t->dir, "/tmp/test-run-XXXXXX");
	if (!mkdtemp(t->dir))
		return -1;
	t->program = mem_printf("%s/fake sparse", t->dir);
	setenv("SPARSE", t->program, 1);
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
	unsetenv("SPARSE");
	mem_free(t->program);
	mem_free(t);
	return 0;
}

static void fake(void **state, const char *script)
{
	const struct fixture *t = *state;
	FILE *f = fopen(t->program, "w");

	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", script);
	fclose(f);
	assert_int_equal(chmod(t->program, 0755), 0);
}

static const char *const file_only[] = { "x.c", NULL };

static void its_output_and_status_are_kept(void **state)
{
	static const char *const more[] = { "-fdump-ir=linearize", NULL };
	static const char *const flags[] = { "-DA=\"a b\"", "$(id)", "", "x.c", NULL };
	struct run r;

	fake(state, "printf '%s|' \"$@\"; echo 'x.c:1:1: warning: w' >&2; exit 3");
	assert_null(run_sparse(&r, more, flags, NULL, 60));
	assert_string_equal(r.out.buf, "-fdump-ir=linearize|-DA=\"a b\"|$(id)||x.c|");
	assert_string_equal(r.err.buf, "x.c:1:1: warning: w\n");
	assert_int_equal(r.status, 3);
	assert_false(r.timed_out);
	run_release(&r);
	assert_null(run_sparse(&r, NULL, flags, NULL, 60));
	assert_string_equal(r.out.buf, "-DA=\"a b\"|$(id)||x.c|");
	run_release(&r);
}

static void it_runs_in_the_folder(void **state)
{
	const struct fixture *t = *state;
	struct run r;

	fake(state, "pwd; cat");
	assert_null(run_sparse(&r, NULL, file_only, t->dir, 60));
	assert_int_equal(strncmp(r.out.buf, t->dir, strlen(t->dir)), 0);
	assert_int_equal(r.status, 0);
	run_release(&r);
}

static void one_that_is_not_there_is_an_error(void **state)
{
	const struct fixture *t = *state;
	struct error *err;
	struct run r;
	char *text = mem_printf("cannot run %s: No such file or directory", t->program);

	err = run_sparse(&r, NULL, file_only, NULL, 60);
	assert_non_null(err);
	assert_string_equal(error_text(err), text);
	error_free(err);
	run_release(&r);
	err = run_become(file_only);
	assert_non_null(err);
	assert_string_equal(error_text(err), text);
	error_free(err);
	mem_free(text);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	struct error *err;
	struct run r;

	fake(state, ":");
	err = run_sparse(&r, NULL, file_only, "/nowhere/at/all", 60);
	assert_non_null(err);
	error_free(err);
	run_release(&r);
}

static void a_signal_is_a_status(void **state)
{
	struct run r;

	fake(state, "echo begun; kill -SEGV $$");
	assert_null(run_sparse(&r, NULL, file_only, NULL, 60));
	assert_int_equal(r.status, 128 + SIGSEGV);
	assert_string_equal(r.out.buf, "begun\n");
	assert_false(r.timed_out);
	run_release(&r);
}

static void one_that_never_ends_is_killed(void **state)
{
	long long start = clock_ms();
	struct run r;

	fake(state, "echo begun; sleep 100; echo no");
	assert_null(run_sparse(&r, NULL, file_only, NULL, 1));
	assert_true(r.timed_out);
	assert_int_equal(r.status, 128 + SIGKILL);
	assert_string_equal(r.out.buf, "begun\n");
	assert_true(clock_ms() - start < 20000);
	run_release(&r);
}

static void a_large_dump_is_read_whole(void **state)
{
	struct run r;

	fake(state, "head -c 1000000 /dev/zero >&2; head -c 60000000 /dev/zero;"
		    "head -c 1000000 /dev/zero >&2; echo end");
	assert_null(run_sparse(&r, NULL, file_only, NULL, 120));
	assert_int_equal(r.out.len, 60000004);
	assert_string_equal(r.out.buf + 60000000, "end\n");
	assert_int_equal(r.err.len, 2000000);
	run_release(&r);
}

static void the_program_is_named_by_the_environment(void **state)
{
	const struct fixture *t = *state;

	assert_string_equal(run_program(), t->program);
	setenv("SPARSE", "", 1);
	assert_string_equal(run_program(), "sparse");
	unsetenv("SPARSE");
	assert_string_equal(run_program(), "sparse");
}

static void becoming_it_passes_all_on(void **state)
{
	static const char *const flags[] = { "-E", "a b", "", NULL };
	const struct fixture *t = *state;
	char *out = mem_printf("%s/out", t->dir), text[64] = "";
	int status;
	pid_t pid;
	FILE *f;

	fake(state, "{ printf '%s|' \"$@\"; kill -PIPE $$; echo alive; } >\"${0%/*}/out\"");
	signal(SIGPIPE, SIG_IGN);
	pid = fork();
	if (!pid) {
		error_free(run_become(flags));
		_exit(99);
	}
	signal(SIGPIPE, SIG_DFL);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	f = fopen(out, "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	assert_string_equal(text, "-E|a b||");
	mem_free(out);
}

static void tells(const char *text, const char *line)
{
	size_t len = 99;
	const char *at = run_error(text, &len);

	if (!line) {
		assert_null(at);
		assert_int_equal(len, 0);
		return;
	}
	assert_non_null(at);
	assert_int_equal(len, strlen(line));
	assert_memory_equal(at, line, len);
}

static void the_first_error_is_told(void **state)
{
	(void)state;
	tells("", NULL);
	tells("\n\n", NULL);
	tells("x.c:1:2: warning: w\nx.c:3:4: error: e\nx.c:5:6: error: f\n", "x.c:3:4: error: e");
	tells("a:b c.c:3:4: error: e", "a:b c.c:3:4: error: e");
	tells("x.c: note: in included file:\ny.h:7:1: error: unable to open 'z.h'\n",
	      "y.h:7:1: error: unable to open 'z.h'");
	tells("x.c:3:4: sparse: error: e\n", "x.c:3:4: sparse: error: e");
	tells("x.c:3:4: sparse: warning: error: e\n", NULL);
	tells("x.c:3:4: warning: error: of the kernel's\n", NULL);
	tells("x.c:3:4:    expected error: type\n", NULL);
	tells("x.c:3: error: e\nerror: e\n:1:2:\nx.c:1:\n1:2:3:4", NULL);
	tells("No such file: x.c\n", NULL);
	tells("x.c:1:2\n: error: e\n", NULL);
}

static bool analyses(const char *words)
{
	char *copy = mem_strdup(words), *rest = copy, *word;
	ARRAY(const char *) flags = { 0 };
	bool yes;

	while ((word = strsep(&rest, " ")))
		if (*word)
			*array_push(&flags) = word;
	*array_push(&flags) = NULL;
	yes = run_analyses(flags.item);
	array_free(&flags);
	mem_free(copy);
	return yes;
}

static void what_is_a_plain_analysis(void **state)
{
	(void)state;
	assert_true(analyses("x.c"));
	assert_true(analyses("-Wp,-MMD,x.d -nostdinc -I./include -include a.h -D__KERNEL__ -O2"
			     " -std=gnu11 -Wall -DNAME=\"x\" --arch=x86 -m64 x.c"));
	assert_true(analyses("x.c -o x.o"));
	assert_true(analyses("-MD -MF x.d x.c"));
	assert_true(analyses("x.S"));
	assert_true(analyses("@x"));
	assert_true(analyses("-x c x"));
	assert_true(analyses("-dN x.c"));
	assert_true(analyses("-EL x.c"));
	assert_true(analyses("-param x.c"));
	assert_true(analyses("-fdiagnostic-prefix -Wsparse-error x.c"));
	assert_true(analyses("--param=a --param b x.c"));
	assert_true(analyses("-Dx -Ux -Ix -Gx x.c"));
	assert_true(analyses("-D -E x.c"));
}

static void what_is_something_else(void **state)
{
	static const char *const options[] = {
		"-E", "-dM", "-dD", "-dDI", "--version", "-version", "-v", "-vv", "-vcompound",
		"-ventry", "-vdead", "-vno-entry", "-fdump-ir", "-fdump-ir=mem2reg,final",
		"-fno-dump-ir", "-fmem-report", "-x assembler", "-x assembler-with-cpp", "-xc y.c",
		"-",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		char *before = mem_printf("%s x.c", options[i]);
		char *after = mem_printf("x.c %s", options[i]);

		assert_false(analyses(before));
		assert_false(analyses(after));
		mem_free(before);
		mem_free(after);
	}
}

static void an_argument_is_no_file(void **state)
{
	static const char *const options[] = {
		"-D", "-U", "-I", "-o", "-G", "-MF", "-MQ", "-MT", "-include", "-imacros",
		"-isystem", "-idirafter", "-gcc-base-dir", "-multiarch-dir", "--param", "-x",
	};
	size_t i;

	(void)state;
	assert_false(analyses(""));
	assert_false(analyses("-help"));
	assert_false(analyses("-O2 -Wall"));
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		char *lone = mem_printf("%s x.c", options[i]);
		char *last = mem_printf("x.c %s", options[i]);

		assert_false(analyses(lone));
		assert_false(analyses(last));
		mem_free(lone);
		mem_free(last);
	}
}

static void sparse_itself_is_run(void **state)
{
	static const char *const more[] = { "-fdump-ir=linearize", NULL };
	const struct fixture *t = *state;
	struct error *err;
	struct run r;
	size_t len;
	FILE *f;
	char *path = mem_printf("%s/x.c", t->dir);

	unsetenv("SPARSE");
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("static int one(void)\n{\n\treturn 1;\n}\n", f);
	fputs("int two(int a)\n{\n\treturn one() + a + nothing;\n}\n", f);
	fclose(f);
	mem_free(path);
	err = run_sparse(&r, more, file_only, t->dir, 60);
	if (err) {
		error_free(err);
		run_release(&r);
		skip();
	}
	assert_int_equal(r.status, 0);
	assert_non_null(strstr(r.out.buf, "one:\n"));
	assert_non_null(strstr(r.out.buf, "<entry-point>"));
	assert_non_null(run_error(r.err.buf, &len));
	assert_non_null(strstr(r.err.buf, "undefined identifier 'nothing'"));
	run_release(&r);
}

int main(void)
{
#define WITH_FAKE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_FAKE(its_output_and_status_are_kept),
		WITH_FAKE(it_runs_in_the_folder),
		WITH_FAKE(one_that_is_not_there_is_an_error),
		WITH_FAKE(a_folder_that_is_not_there_is_an_error),
		WITH_FAKE(a_signal_is_a_status),
		WITH_FAKE(one_that_never_ends_is_killed),
		WITH_FAKE(a_large_dump_is_read_whole),
		WITH_FAKE(the_program_is_named_by_the_environment),
		WITH_FAKE(becoming_it_passes_all_on),
		cmocka_unit_test(the_first_error_is_told),
		cmocka_unit_test(what_is_a_plain_analysis),
		cmocka_unit_test(what_is_something_else),
		cmocka_unit_test(an_argument_is_no_file),
		WITH_FAKE(sparse_itself_is_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
