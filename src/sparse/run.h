/* SPDX-License-Identifier: GPL-2.0 */
/*
 * run: sparse as a child, with exactly the flags that kbuild gives. The dump that we read goes to
 * its stdout; -v, without which the dump has no lines, adds warnings to its stderr, which are
 * taken out again: see warnings.h.
 */
#ifndef SPARSE_RUN_H
#define SPARSE_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"

/* $SPARSE, else "sparse": looked for in $PATH; a relative path of it is from where it runs. */
const char *run_program(void);

struct run {
	struct str out;		/* the dump; of both no more than CHILD_MAX_OUTPUT is kept */
	struct str err;
	int status;		/* its exit status; 128 + the signal that ended it */
	bool timed_out;		/* it was killed after timeout_s; what it had printed is kept */
};

/*
 * Runs `sparse @more @flags` in @dir (NULL: here); both lists end in NULL, @more may be NULL. It
 * has no standard input. An error only where it can't be started: no such program, no such
 * folder. run_release() in any case.
 */
struct error *run_sparse(struct run *r, const char *const more[], const char *const flags[],
			 const char *dir, unsigned timeout_s);
void run_release(struct run *r);

/*
 * The first line of @err that tells of an error, "FILE:LINE:COL: error: …", without its line
 * end; of *@len bytes; with -fdiagnostic-prefix a word stands before "error". NULL: none. sparse
 * ends with 0 after such an error; what ends it early ("No such file: …") is no such line but
 * a status. With -Wsparse-error its warnings are errors too, though it understood the code.
 */
const char *run_error(const char *err, size_t *len);

/*
 * Whether sparse with @flags would analyse C files and do nothing else: false for -E, -dM,
 * --version, -fdump-ir, all of -v and the like, for standard input ("-"), for a language other
 * than C (-x), where no file is named or an option's argument is missing. Which options take
 * the next word is as in sparse 0.6.4; any other word is a file, whatever its name.
 */
bool run_analyses(const char *const flags[]);

/* The place in @flags of the next such file, at its beginning or behind it; NULL: none is left. */
const char *const *run_next_file(const char *const flags[]);

/* Becomes sparse with these flags, SIGPIPE as a program finds it; returns only when that fails. */
struct error *run_become(const char *const flags[]);

#endif
