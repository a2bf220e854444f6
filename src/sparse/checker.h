/* SPDX-License-Identifier: GPL-2.0 */
/*
 * checker: sparse with a second look, for make C=1 CHECK='teardown sparse': a file's
 * warnings as sparse alone prints them, and behind them what the rules find in its compiled form.
 */
#ifndef SPARSE_CHECKER_H
#define SPARSE_CHECKER_H

#include "base/error.h"
#include "check/rule.h"

/*
 * Runs sparse with @flags, those that kbuild gives (NULL behind them). *@status is sparse's own
 * exit status, whatever the rules find: what sparse alone would not break is not broken. Where it
 * is asked for something else than to look at C files the program becomes sparse, and does not
 * return.
 */
struct error *checker_run(const struct rules *rules, const char *const flags[], int *status);

#endif
