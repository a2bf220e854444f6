/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cmd: the commands. main() reads the global options, finds the command in its
 * table and calls it with its own words, argv[0] being "teardown COMMAND".
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <argp.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/term.h"
#include "check/rule.h"

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
 * A command is its option table and the function that runs it. The table's .doc
 * is the command's one line in 'teardown -h'; the manual tells the rest. main()
 * has checked the options against the table (cmd/options.h) and has answered -h
 * and --help; the function calls options_parse().
 *
 * *@status, STATUS_CLEAN before, is the exit status unless an error is
 * returned: then it is STATUS_FAILED, and main() prints the error behind the
 * command's name. Output goes to stdout, which main() flushes and checks.
 */
extern const struct argp cmd_rules_argp;
struct error *cmd_rules(const struct cmd_context *ctx, int argc, char **argv, int *status);

/* The error for a rule's name that is none: it tells those that are. */
struct error *rules_unknown(const struct rules *rules, const char *name)
	__attribute__((warn_unused_result));

extern const struct argp cmd_check_argp;
struct error *cmd_check(const struct cmd_context *ctx, int argc, char **argv, int *status);

extern const struct argp cmd_lint_argp;
struct error *cmd_lint(const struct cmd_context *ctx, int argc, char **argv, int *status);

/* Its words are sparse's: main() checks none of them. */
extern const struct argp cmd_sparse_argp;
struct error *cmd_sparse(const struct cmd_context *ctx, int argc, char **argv, int *status);

extern const struct argp cmd_audit_argp;
struct error *cmd_audit(const struct cmd_context *ctx, int argc, char **argv, int *status);

extern const struct argp cmd_missing_argp;
struct error *cmd_missing(const struct cmd_context *ctx, int argc, char **argv, int *status);

#endif
