/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cmd: the commands. main() reads the global options, finds the command in its
 * table and calls it with its own words, argv[0] being "teardown COMMAND".
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <stdbool.h>

#include "base/error.h"
#include "base/term.h"

enum {				/* the exit status, everywhere */
	STATUS_CLEAN = 0,
	STATUS_FOUND = 1,	/* a finding; a branch that lacks the fix */
	STATUS_FAILED = 2,	/* usage, or a tool failed */
	STATUS_UNSEEN = 3,	/* --strict: nothing found, but not everything was seen */
};

struct cmd_context {
	enum term_color color;
	bool quiet, verbose;
};

/*
 * Runs the command. *@status, STATUS_CLEAN before, is the exit status unless an
 * error is returned; then it is STATUS_FAILED. Output goes to stdout, which
 * main() flushes and checks. -h and --help never reach a command.
 *
 * Options are argp's: parse with cmd_parse(), which turns wrong usage into an
 * error. A command's struct argp has no .doc beyond its one line; the manual
 * tells the rest.
 */
struct error *cmd_check(const struct cmd_context *ctx, int argc, char **argv, int *status);
struct error *cmd_rules(const struct cmd_context *ctx, int argc, char **argv, int *status);

#endif
