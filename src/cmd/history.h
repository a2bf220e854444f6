/* SPDX-License-Identifier: GPL-2.0 */
/*
 * history: the options that the commands on git history share, and the
 * repositories that they open.
 */
#ifndef CMD_HISTORY_H
#define CMD_HISTORY_H

#include <argp.h>
#include <stdbool.h>

#include "audit/origin.h"
#include "base/error.h"
#include "base/mem.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "history/history.h"
#include "history/version.h"

enum { KEY_UPSTREAM = 512, KEY_BRANCH, KEY_SINCE, KEY_INDEX, KEY_REPOSITORY = 'C' };

#define HISTORY_OPTIONS \
	{ NULL, KEY_REPOSITORY, "REPO", 0, "the repository (default: the one it stands in)", 0 }, \
	{ "upstream", KEY_UPSTREAM, "REPO", 0, "a repository that holds mainline", 0 }, \
	{ "branch", KEY_BRANCH, "GLOB", 0, "these branches and mainline; repeatable", 0 }, \
	{ "since", KEY_SINCE, "VER", 0, "no series and no releases before this", 0 }, \
	{ "index", KEY_INDEX, "FILE", 0, "keep the index there", 0 }

struct history_input {
	struct options_input options;	/* first: the parsers' error goes there */
	const char *repository, *upstream, *index;
	ARRAY(const char *) branches;
	const char *branch;	/* in place of these: only what it names, which may be none; NULL */
	bool has_since;
	struct version since;
};

#define HISTORY_INPUT_INIT { .repository = "." }

/* For a command's parser: takes a shared option; ARGP_ERR_UNKNOWN for others. */
error_t history_input_parse(struct history_input *in, int key, char *arg);
void history_input_release(struct history_input *in);
const struct version *history_input_since(const struct history_input *in);	/* or NULL */

/* Threads and processes to use: one a processor. */
unsigned history_jobs(void);

/*
 * Opens the repositories, warnings going to stderr, a line each, and calls @ask with
 * them. Where an index was found damaged meanwhile it is made anew and @ask called
 * again: it starts its answer afresh each time. All is closed when this returns.
 */
struct error *history_ask(const struct history_input *in, const struct cmd_context *ctx,
			  struct error *(*ask)(void *question, const struct trees *trees),
			  void *question);

#endif
