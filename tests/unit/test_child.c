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
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/term.h"

static const char *const *sh(const char *script)
{
	static const char *argv[4] = { "sh", "-c" };

	argv[2] = script;
	return argv;
}

static void output_and_status_are_kept(void **state)
{
	struct child c;

	(void)state;
	assert_null(child_run(&c, sh("echo out; echo err >&2; exit 3"), NULL, 0));
	assert_string_equal(c.out.buf, "out\n");
	assert_string_equal(c.err.buf, "err\n");
	assert_true(WIFEXITED(c.status));
	assert_int_equal(WEXITSTATUS(c.status), 3);
	assert_false(c.timed_out);
	assert_int_equal(c.pid, 0);
	child_release(&c);
}

static void a_program_that_is_not_there_is_an_error(void **state)
{
	static const char *const argv[] = { "no-such-program-here", NULL };
	struct error *err;
	struct child c;

	(void)state;
	err = child_run(&c, argv, NULL, 0);
	assert_non_null(err);
	assert_string_equal(error_text(err),
			    "cannot run no-such-program-here: No such file or directory");
	error_free(err);
	child_release(&c);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	struct error *err;
	struct child c;

	(void)state;
	err = child_run(&c, sh("exit 0"), "/nowhere/at/all", 0);
	assert_non_null(err);
	error_free(err);
	child_release(&c);
}

static void it_runs_in_the_folder(void **state)
{
	struct child c;

	(void)state;
	assert_null(child_run(&c, sh("pwd"), "/", 0));
	assert_string_equal(c.out.buf, "/\n");
	child_release(&c);
}

static void words_are_not_interpreted(void **state)
{
	static const char *const argv[] = { "printf", "%s|", "a b", "$(id)", "*", "", NULL };
	struct child c;

	(void)state;
	assert_null(child_run(&c, argv, "/", 0));
	assert_string_equal(c.out.buf, "a b|$(id)|*||");
	child_release(&c);
}

static void standard_input_is_empty(void **state)
{
	static const char *const argv[] = { "cat", NULL };
	struct child c;

	(void)state;
	assert_null(child_run(&c, argv, NULL, 5));
	assert_false(c.timed_out);
	assert_int_equal(c.out.len, 0);
	child_release(&c);
}

static void much_output_on_both_does_not_block(void **state)
{
	struct child c;

	(void)state;
	assert_null(child_run(&c, sh("head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero"),
			      NULL, 60));
	assert_false(c.timed_out);
	assert_int_equal(c.out.len, 3000000);
	assert_int_equal(c.err.len, 3000000);
	child_release(&c);
}

static void one_that_never_ends_is_killed(void **state)
{
	long long start = clock_ms();
	struct child c;

	(void)state;
	assert_null(child_run(&c, sh("echo begun; sleep 100; echo no"), NULL, 1));
	assert_true(c.timed_out);
	assert_true(WIFSIGNALED(c.status));
	assert_string_equal(c.out.buf, "begun\n");
	assert_in_range(clock_ms() - start, 900, 20000);
	child_release(&c);
}

static void one_that_always_writes_is_killed(void **state)
{
	static const char *const argv[] = { "yes", NULL };
	struct child c;

	(void)state;
	assert_null(child_run(&c, argv, NULL, 1));
	assert_true(c.timed_out);
	assert_true(c.out.len > 0 && c.out.len <= CHILD_MAX_OUTPUT);
	child_release(&c);
}

static void one_that_closes_its_output_is_killed(void **state)
{
	struct child c;

	(void)state;
	assert_null(child_run(&c, sh("exec >&- 2>&-; sleep 100"), NULL, 1));
	assert_true(c.timed_out);
	child_release(&c);
}

/* Whether the process is there and no zombie. */
static bool is_alive(pid_t pid)
{
	char path[64], line[256] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	return *line && !strstr(line, ") Z");
}

static bool dies_soon(pid_t pid)
{
	int i;

	for (i = 0; i < 200 && is_alive(pid); i++)
		usleep(10000);
	return !is_alive(pid);
}

static void what_it_started_does_not_outlive_it(void **state)
{
	long long start = clock_ms();
	struct child c;

	(void)state;
	assert_null(child_run(&c, sh("sleep 100 & echo $!"), NULL, 30));
	assert_true(clock_ms() - start < 20000);
	assert_true(dies_soon(atoi(c.out.buf)));
	child_release(&c);
}

static void releasing_kills_the_group(void **state)
{
	char text[32] = "";
	struct child c;
	int i;

	(void)state;
	assert_null(child_start(&c, sh("sleep 100 & echo $!; wait"), NULL, 0));
	for (i = 0; i < 500 && read(c.out_fd, text, sizeof(text) - 1) <= 0; i++)
		usleep(10000);
	assert_true(atoi(text) > 0);
	child_release(&c);
	assert_int_equal(c.pid, 0);
	assert_true(dies_soon(atoi(text)));
}

static void whichever_ends_is_told(void **state)
{
	struct child slow, fast, idle = { 0 };
	struct child *const all[] = { &slow, &idle, &fast };

	(void)state;
	assert_null(child_start(&slow, sh("sleep 1; echo slow"), NULL, 0));
	assert_null(child_start(&fast, sh("echo fast"), NULL, 0));
	assert_int_equal(child_wait_any(all, 3), 2);
	assert_string_equal(fast.out.buf, "fast\n");
	assert_int_equal(child_wait_any(all, 3), 0);
	assert_string_equal(slow.out.buf, "slow\n");
	assert_int_equal(child_wait_any(all, 3), -1);
	child_release(&slow);
	child_release(&fast);
	child_release(&idle);
}

static void it_dies_of_a_closed_pipe_though_we_ignore_it(void **state)
{
	struct child c;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_null(child_run(&c, sh("kill -PIPE $$; echo alive"), NULL, 5));
	signal(SIGPIPE, SIG_DFL);
	assert_true(WIFSIGNALED(c.status));
	assert_int_equal(c.out.len, 0);
	child_release(&c);
}

static void descriptors_are_not_left_open(void **state)
{
	int before = dup(0), after, i;
	struct child c;

	(void)state;
	close(before);
	for (i = 0; i < 20; i++) {
		assert_null(child_run(&c, sh(":"), NULL, i % 2));
		child_release(&c);
	}
	after = dup(0);
	close(after);
	assert_int_equal(after, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_and_status_are_kept),
		cmocka_unit_test(a_program_that_is_not_there_is_an_error),
		cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
		cmocka_unit_test(it_runs_in_the_folder),
		cmocka_unit_test(words_are_not_interpreted),
		cmocka_unit_test(standard_input_is_empty),
		cmocka_unit_test(much_output_on_both_does_not_block),
		cmocka_unit_test(one_that_never_ends_is_killed),
		cmocka_unit_test(one_that_always_writes_is_killed),
		cmocka_unit_test(one_that_closes_its_output_is_killed),
		cmocka_unit_test(what_it_started_does_not_outlive_it),
		cmocka_unit_test(releasing_kills_the_group),
		cmocka_unit_test(whichever_ends_is_told),
		cmocka_unit_test(it_dies_of_a_closed_pipe_though_we_ignore_it),
		cmocka_unit_test(descriptors_are_not_left_open),
	};

	return cmocka_run_group_tests_name("child", tests, NULL, NULL);
}
