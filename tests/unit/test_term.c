// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/term.h"

static int open_terminal(int *leader)
{
	int fd;

	*leader = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (*leader < 0)
		skip();	/* no terminals to be had here */
	assert_int_equal(grantpt(*leader), 0);
	assert_int_equal(unlockpt(*leader), 0);
	fd = open(ptsname(*leader), O_RDWR | O_NOCTTY);
	assert_true(fd >= 0);
	return fd;
}

static void when_has_three_words(void **state)
{
	enum term_color c;

	(void)state;
	assert_true(term_color_parse("auto", &c));
	assert_int_equal(c, TERM_COLOR_AUTO);
	assert_true(term_color_parse("always", &c));
	assert_int_equal(c, TERM_COLOR_ALWAYS);
	assert_true(term_color_parse("never", &c));
	assert_int_equal(c, TERM_COLOR_NEVER);
	assert_false(term_color_parse("", &c));
	assert_false(term_color_parse("Auto", &c));
}

static void color_goes_to_terminals_only(void **state)
{
	int leader, fd = open_terminal(&leader), file = open("/dev/null", O_WRONLY);

	(void)state;
	unsetenv("NO_COLOR");
	setenv("TERM", "xterm", 1);
	assert_true(term_use_color(TERM_COLOR_AUTO, fd));
	assert_false(term_use_color(TERM_COLOR_NEVER, fd));
	assert_false(term_use_color(TERM_COLOR_AUTO, file));
	assert_true(term_use_color(TERM_COLOR_ALWAYS, file));
	close(fd);
	close(file);
	close(leader);
}

static void the_environment_is_respected(void **state)
{
	int leader, fd = open_terminal(&leader);

	(void)state;
	setenv("TERM", "xterm", 1);
	setenv("NO_COLOR", "1", 1);
	assert_false(term_use_color(TERM_COLOR_AUTO, fd));
	assert_true(term_use_color(TERM_COLOR_ALWAYS, fd));
	setenv("NO_COLOR", "", 1);
	assert_true(term_use_color(TERM_COLOR_AUTO, fd));
	setenv("TERM", "dumb", 1);
	assert_false(term_use_color(TERM_COLOR_AUTO, fd));
	unsetenv("TERM");
	assert_false(term_use_color(TERM_COLOR_AUTO, fd));
	close(fd);
	close(leader);
}

/*
 * All that was written to the terminal behind @leader, every end of which but this
 * one is closed. A terminal hands over each write on its own, and not at once.
 */
static void read_terminal(int leader, char *text, size_t size)
{
	struct pollfd p = { .fd = leader, .events = POLLIN };
	size_t length = 0;
	ssize_t n;

	while (length < size - 1 && poll(&p, 1, 10000) > 0) {
		n = read(leader, text + length, size - 1 - length);
		if (n <= 0)
			break;
		length += (size_t)n;
	}
	text[length] = '\0';
}

/* What a progress of @total files shows on a terminal when it began @ms ago. */
static void show(char *text, size_t size, long long ms, bool quiet, size_t done, size_t total)
{
	int leader, fd = open_terminal(&leader), saved = dup(STDERR_FILENO);
	struct progress p;

	setenv("TERM", "xterm", 1);
	dup2(fd, STDERR_FILENO);
	progress_start(&p, "files", total, quiet);
	progress_step_at(&p, done, p.start_ms + ms);
	progress_step_at(&p, done + 1, p.start_ms + ms + 99);
	progress_stop(&p);
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fd);
	read_terminal(leader, text, size);
	close(leader);
}

static void progress_tells_what_is_done_and_left(void **state)
{
	char text[500];

	(void)state;
	show(text, sizeof(text), 8000, false, 200, 300);
	assert_non_null(strstr(text, "teardown: 200 of 300 files, 25/s, 4 s left"));
	assert_null(strstr(text, "201 of"));
	assert_string_equal(text + strlen(text) - 4, "\r\033[K");
}

static void progress_waits_a_second(void **state)
{
	char text[500];

	(void)state;
	show(text, sizeof(text), 500, false, 200, 300);
	assert_string_equal(text, "");
}

static void progress_is_quiet_when_asked(void **state)
{
	char text[500];

	(void)state;
	show(text, sizeof(text), 8000, true, 200, 300);
	assert_string_equal(text, "");
}

static void progress_knows_no_rest_at_the_start(void **state)
{
	char text[500];

	(void)state;
	show(text, sizeof(text), 8000, false, 0, 300);
	assert_non_null(strstr(text, "teardown: 0 of 300 files"));
	assert_null(strstr(text, "left"));
}

static void progress_without_a_total_tells_the_rate(void **state)
{
	char text[500];

	(void)state;
	show(text, sizeof(text), 8000, false, 200, 0);
	assert_non_null(strstr(text, "teardown: 200 files, 25/s"));
	assert_null(strstr(text, "of"));
	assert_null(strstr(text, "left"));
}

static void progress_is_nothing_without_a_terminal(void **state)
{
	int file = open("/dev/null", O_WRONLY), saved = dup(STDERR_FILENO);
	struct progress p;

	(void)state;
	dup2(file, STDERR_FILENO);
	progress_start(&p, "files", 3, false);
	dup2(saved, STDERR_FILENO);
	assert_false(p.on);
	close(file);
	close(saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(when_has_three_words),
		cmocka_unit_test(color_goes_to_terminals_only),
		cmocka_unit_test(the_environment_is_respected),
		cmocka_unit_test(progress_tells_what_is_done_and_left),
		cmocka_unit_test(progress_waits_a_second),
		cmocka_unit_test(progress_is_quiet_when_asked),
		cmocka_unit_test(progress_knows_no_rest_at_the_start),
		cmocka_unit_test(progress_without_a_total_tells_the_rate),
		cmocka_unit_test(progress_is_nothing_without_a_terminal),
	};

	return cmocka_run_group_tests_name("term", tests, NULL, NULL);
}
