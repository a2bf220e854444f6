/* SPDX-License-Identifier: GPL-2.0 */
/*
 * child: other programs, run with an argument vector and never through a
 * shell. Standard input is /dev/null; stdout and stderr are collected.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/str.h"

struct child {
	pid_t pid;		/* 0 when not running */
	int out_fd, err_fd;
	struct str out, err;	/* what it printed; capped at CHILD_MAX_OUTPUT each */
	long long deadline_ms;	/* on CLOCK_MONOTONIC; 0 for none */
	bool timed_out;		/* it was killed at the deadline */
	int status;		/* as waitpid(2) tells, once ended */
};

#define CHILD_MAX_OUTPUT (256u << 20)

/*
 * Starts argv[0], looked up in $PATH, in a process group of its own, in folder
 * @dir (NULL: the current one). After @timeout_s seconds (0: never) the whole
 * group is killed. On success child_wait_any() must see it through.
 */
struct error *child_start(struct child *c, const char *const argv[], const char *dir,
			  unsigned timeout_s);

/*
 * Waits until one of the @n children ends and returns its index; those whose
 * pid is 0 are passed over; -1 when none runs. Reads the output of all
 * meanwhile.
 */
int child_wait_any(struct child *const children[], size_t n);

/* Kills what still runs (the whole group), reaps it, frees the output. */
void child_release(struct child *c);

/* child_start(), child_wait_any() in one. Release @c afterwards in any case. */
struct error *child_run(struct child *c, const char *const argv[], const char *dir,
			unsigned timeout_s);

#endif
