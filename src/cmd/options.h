/* SPDX-License-Identifier: GPL-2.0 */
/*
 * options: argp's tables, with errors as values in place of argp's own lines on
 * stderr. A table's options each have a name or a letter and a .doc; aliases and
 * children are not used.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

#include "base/error.h"
#include "report/report.h"

/* What @input of options_parse() starts with: a parser sets it and returns EINVAL. */
struct options_input {
	struct error *err;
};

/*
 * Whether the words are options that @argp knows, each with a value where it
 * needs one: else an error naming the first wrong one and those that are
 * known. *@help is set, and checking ended, at -h ('h') or --help ('H').
 * With @in_order checking ends at the first word that is no option.
 */
struct error *options_check(const struct argp *argp, int argc, char **argv, bool in_order,
			    int *help);

/* Runs argp over words that options_check() has found good. */
struct error *options_parse(const struct argp *argp, int argc, char **argv, bool in_order,
			    struct options_input *input);

/*
 * What -h prints, on stdout: usage from .args_doc, .doc (a sentence without a
 * full stop), then each option in one line.
 */
void options_help(const struct argp *argp, const char *name);

/* The number of --@option=@text, from 1 to @max; @of: "" or " of seconds". */
struct error *option_number(const char *option, const char *of, const char *text, unsigned max,
			    unsigned *to);
/* The format of --format=@text. */
struct error *option_format(const char *text, enum format *to);

#endif
