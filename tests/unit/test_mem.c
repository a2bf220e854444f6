// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

static void memory_comes_zeroed(void **state)
{
	char *p = mem_alloc(4096);
	size_t i;

	(void)state;
	for (i = 0; i < 4096; i++)
		assert_int_equal(p[i], 0);
	mem_free(p);
	mem_free(mem_alloc(0));
}

static void strings_are_copied(void **state)
{
	char *all = mem_strdup("arch"), *part = mem_strndup("teardown", 4);
	char *made = mem_printf("%s_%d", "dma", 3);

	(void)state;
	assert_string_equal(all, "arch");
	assert_string_equal(part, "tear");
	assert_string_equal(made, "dma_3");
	assert_null(mem_strdup(NULL));
	mem_free(all);
	mem_free(part);
	mem_free(made);
}

static void an_array_grows_with_zeroed_items(void **state)
{
	struct pair { int a, b; };
	ARRAY(struct pair) list = { 0 };
	int i, round;

	(void)state;
	for (round = 0; round < 2; round++) {
		for (i = 0; i < 1000; i++) {
			struct pair *p = array_push(&list);

			assert_int_equal(p->a, 0);
			assert_int_equal(p->b, 0);
			*p = (struct pair){ i, -i };
		}
		assert_int_equal(list.n, 1000);
		assert_int_equal(list.item[999].b, -999);
		assert_int_equal(list.item[0].a, 0);
		list.n = 0;
	}
	array_free(&list);
	assert_null(list.item);
	assert_int_equal(list.cap, 0);
}

/* The exit status and the line of a child that asks for more than there can be. */
static int status_of_exhaustion(char *text, size_t size)
{
	int fd[2], status;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(fd), 0);
	pid = fork();
	if (!pid) {
		dup2(fd[1], STDERR_FILENO);
		mem_realloc(NULL, SIZE_MAX / 2, 4);
		_exit(0);
	}
	close(fd[1]);
	n = read(fd[0], text, size - 1);
	text[n > 0 ? n : 0] = '\0';
	close(fd[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void too_much_ends_with_a_line_and_status_2(void **state)
{
	char text[100];

	(void)state;
	assert_int_equal(status_of_exhaustion(text, sizeof(text)), 2);
	assert_string_equal(text, "teardown: out of memory\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_comes_zeroed),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(an_array_grows_with_zeroed_items),
		cmocka_unit_test(too_much_ends_with_a_line_and_status_2),
	};

	return cmocka_run_group_tests_name("mem", tests, NULL, NULL);
}
