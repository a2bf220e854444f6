// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/run.h"

#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"

struct arguments {
	ARRAY(const char *) list;
};

const char *run_program(void)
{
	const char *program = getenv("SPARSE");

	return program && *program ? program : "sparse";
}

static void add_all(struct arguments *a, const char *const words[])
{
	for (; words && *words; words++)
		*array_push(&a->list) = *words;
}

static struct arguments arguments_of(const char *const more[], const char *const flags[])
{
	struct arguments a = { 0 };

	*array_push(&a.list) = run_program();
	add_all(&a, more);
	add_all(&a, flags);
	*array_push(&a.list) = NULL;
	return a;
}

static int status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

struct error *run_sparse(struct run *r, const char *const more[], const char *const flags[],
			 const char *dir, unsigned timeout_s)
{
	struct arguments a = arguments_of(more, flags);
	struct child c = { 0 };
	struct error *err = child_run(&c, a.list.item, dir, timeout_s);

	*r = (struct run){ .out = STR_INIT, .err = STR_INIT };
	if (!err) {
		*r = (struct run){ .out = c.out, .err = c.err, .status = status_of(c.status),
				   .timed_out = c.timed_out };
		c.out = c.err = (struct str)STR_INIT;
	}
	child_release(&c);
	array_free(&a.list);
	return err;
}

void run_release(struct run *r)
{
	str_release(&r->out);
	str_release(&r->err);
}

/* What stands behind ":NUMBER" at @p, or NULL. */
static const char *behind_number(const char *p)
{
	if (*p++ != ':' || !isdigit((unsigned char)*p))
		return NULL;
	while (isdigit((unsigned char)*p))
		p++;
	return p;
}

/* What a line says behind "FILE:LINE:COL: ", or NULL. */
static const char *said(const char *line, const char *end)
{
	const char *p, *behind;

	for (p = line + 1; p < end; p++) {
		behind = behind_number(p);
		if (behind)
			behind = behind_number(behind);
		if (behind && str_starts(behind, ": "))
			return behind + 2;
	}
	return NULL;
}

/* -fdiagnostic-prefix=WORD puts "WORD: " before it. */
static bool tells_of_error(const char *line, const char *end)
{
	const char *p = said(line, end), *colon;

	if (!p || str_starts(p, "error: "))
		return p;
	colon = memchr(p, ':', (size_t)(end - p));
	return colon && !str_starts(p, "warning: ") && str_starts(colon, ": error: ");
}

const char *run_error(const char *err, size_t *len)
{
	const char *line, *end;

	for (line = err; *line; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		if (tells_of_error(line, end)) {
			*len = (size_t)(end - line);
			return line;
		}
	}
	*len = 0;
	return NULL;
}

static bool is_among(const char *word, const char *const words[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(word, words[i]))
			return true;
	return false;
}

#define AMONG(word, words) is_among(word, words, sizeof(words) / sizeof(*(words)))

/* Whether sparse takes the next word as this option's argument; -xc too swallows one. */
static bool takes_next(const char *option)
{
	static const char *const options[] = {
		"-D", "-U", "-I", "-o", "-G", "-MF", "-MQ", "-MT", "-include", "-imacros",
		"-isystem", "-idirafter", "-gcc-base-dir", "-multiarch-dir", "--param",
	};

	return option[1] == 'x' || AMONG(option, options);
}

/* Whether sparse then prints something else, or more. */
static bool asks_for_else(const char *option)
{
	static const char *const options[] = { "-E", "--version", "-fmem-report" };

	return AMONG(option, options) || option[1] == 'v' ||
	       (option[1] == 'd' && strpbrk(option, "MD")) ||
	       str_starts(option, "-fdump-ir") || str_starts(option, "-fno-dump-ir");
}

static bool is_of_c(const char *option, const char *argument)
{
	return option[1] != 'x' || (!option[2] && !strcmp(argument, "c"));
}

bool run_analyses(const char *const flags[])
{
	bool file = false;

	for (; *flags; flags++) {
		const char *word = *flags;

		if (*word != '-') {
			file = true;
			continue;
		}
		if (!word[1] || asks_for_else(word))
			return false;
		if (takes_next(word) && (!*++flags || !is_of_c(word, *flags)))
			return false;
	}
	return file;
}

const char *const *run_next_file(const char *const flags[])
{
	for (; *flags; flags++) {
		if (**flags != '-')
			return flags;
		if (takes_next(*flags) && flags[1])
			flags++;
	}
	return NULL;
}

struct error *run_become(const char *const flags[])
{
	struct arguments a = arguments_of(NULL, flags);
	void (*pipe_signal)(int) = signal(SIGPIPE, SIG_DFL);
	struct error *err;

	execvp(a.list.item[0], (char *const *)a.list.item);
	err = error_errno("cannot run %s", a.list.item[0]);
	signal(SIGPIPE, pipe_signal);
	array_free(&a.list);
	return err;
}
