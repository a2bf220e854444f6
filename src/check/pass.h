/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pass: reads many sources on several threads, each into one buffer that is used
 * again, and shows every file to a function. Mapping each would cost more than
 * reading: the threads contend for the address space.
 */
#ifndef CHECK_PASS_H
#define CHECK_PASS_H

#include <stdbool.h>
#include <stddef.h>

#include "check/source.h"

/* Called with source @i's bytes, NUL behind them, on thread @thread (from 0). */
typedef void pass_fn(void *arg, unsigned thread, size_t i, const char *text, size_t len);

enum { PASS_MAX_THREADS = 64 };

/*
 * Shows the sources with skip[i] false (@skip NULL: all) to @fn on up to @jobs
 * threads. What can't be read goes to @coverage as unseen, in the order of the
 * sources, when @coverage is given.
 */
void pass_run(const struct sources *s, const bool skip[], unsigned jobs, pass_fn *fn, void *arg,
	      struct coverage *coverage);

#endif
