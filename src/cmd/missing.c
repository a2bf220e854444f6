// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "audit/missing.h"
#include "base/str.h"
#include "cmd/cmd.h"
#include "cmd/history.h"
#include "report/audit.h"

enum { KEY_FORMAT = 256 };

struct missing_command {
	struct history_input input;
	ARRAY(const char *) paths;
	const char *branch;
	enum audit_format format;
};

static const struct argp_option options[] = {
	{ NULL, KEY_REPOSITORY, "REPO", 0, "the repository (default: the one it stands in)", 0 },
	{ "upstream", KEY_UPSTREAM, "REPO", 0, "a repository that holds mainline", 0 },
	{ "index", KEY_INDEX, "FILE", 0, "keep the index there", 0 },
	{ "format", KEY_FORMAT, "FORMAT", 0, "text, json, csv or markdown", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static error_t refuse(struct missing_command *o, struct error *err)
{
	o->input.options.err = err;
	return EINVAL;
}

static error_t take_path(struct missing_command *o, char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		path[--n] = '\0';
	if (str_starts(path, "./"))
		path += 2;
	if (!*path || *path == '/' || str_starts(path, "../"))
		return refuse(o, error_new("%s: paths are those of the repository, from its top "
					   "folder on", path));
	if (strcmp(path, "."))
		*array_push(&o->paths) = path;
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct missing_command *o = state->input;

	switch (key) {
	case KEY_FORMAT:
		if (audit_format_parse(arg, &o->format))
			return 0;
		return refuse(o, error_new("unknown --format=%s; known: %s", arg,
					   audit_format_names()));
	case ARGP_KEY_ARG:
		if (o->branch)
			return take_path(o, arg);
		o->branch = arg;
		return 0;
	default:
		return history_input_parse(&o->input, key, arg);
	}
}

const struct argp cmd_missing_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "BRANCH [-- PATH...]",
	.doc = "List upstream fixes that a branch lacks for what it carries",
};

static const struct branch *only_branch(const struct history *h, const char *name,
					struct error **err)
{
	const struct branch *found = NULL;

	*err = NULL;
	for (size_t i = 0; i < h->branches.all.n; i++) {
		const struct branch *b = &h->branches.all.item[i];

		if (!branch_matches(b, name))
			continue;
		if (found) {
			*err = error_new("%s is %s and %s; name one", name, found->ref, b->ref);
			return NULL;
		}
		found = b;
	}
	return found;
}

static struct error *missing(const struct missing_command *o, const struct cmd_context *ctx,
			     struct missing *m)
{
	const struct branch *b;
	struct history_pair pair;
	struct error *err;

	for (int again = 0; again < 2; again++) {
		*m = (struct missing){ 0 };
		err = history_pair_open(&pair, &o->input, ctx);
		b = err ? NULL : only_branch(&pair.audited, o->branch, &err);
		if (!err)
			err = missing_find(m, &pair.trees, b, o->paths.item, o->paths.n);
		if (!history_pair_forget_damaged(&pair) || again)
			break;
		error_free(err);
		missing_release(m);
		history_pair_close(&pair);
	}
	history_pair_close(&pair);
	return err;
}

struct error *cmd_missing(const struct cmd_context *ctx, int argc, char **argv, int *status)
{
	struct missing_command o = { .input = HISTORY_INPUT_INIT };
	struct audit_report_options how = { .color = term_use_color(ctx->color, STDOUT_FILENO),
					    .verbose = ctx->verbose, .quiet = ctx->quiet };
	struct missing m = { 0 };
	struct error *err;

	err = options_parse(&cmd_missing_argp, argc, argv, false, &o.input.options);
	if (!err && !o.branch)
		err = error_new("which branch? 'teardown missing 5.10.y -- drivers/base'");
	if (!err) {
		*array_push(&o.input.branches) = o.branch;
		err = missing(&o, ctx, &m);
	}
	if (!err) {
		missing_write(stdout, o.format, &m, &how);
		*status = m.fixes.n ? STATUS_FOUND : m.unknown.n ? STATUS_UNSEEN : STATUS_CLEAN;
	}
	missing_release(&m);
	array_free(&o.paths);
	history_input_release(&o.input);
	return err;
}
