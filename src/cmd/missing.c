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
	bool whole;		/* '.' is among them */
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

/* Without what says nothing: "./", a second slash, one at the end. */
static void tidy(char *path)
{
	char *to = path;

	for (char *from = path; *from;) {
		size_t n = strcspn(from, "/");

		if (n && !(n == 1 && *from == '.')) {
			if (to != path)
				*to++ = '/';
			memmove(to, from, n);
			to += n;
		}
		from += n + (from[n] == '/');
	}
	*to = '\0';
}

static bool leads_up(const char *path)
{
	for (const char *at = path; at; at = strchr(at, '/')) {
		at += *at == '/';
		if (!strncmp(at, "..", 2) && (!at[2] || at[2] == '/'))
			return true;
	}
	return false;
}

static error_t take_path(struct missing_command *o, char *path)
{
	if (!*path || *path == '/' || leads_up(path))
		return refuse(o, error_new("'%s': paths are those of the repository, from its top "
					   "folder on", path));
	tidy(path);
	if (*path)
		*array_push(&o->paths) = path;
	else
		o->whole = true;
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

/* The branch of exactly that name; else the only one that the word matches. */
static struct error *only_branch(const struct branch **to, const struct history *h,
				 const char *word)
{
	const struct branch *found = NULL, *other = NULL;

	for (size_t i = 0; i < h->branches.all.n; i++) {
		const struct branch *b = &h->branches.all.item[i];

		if (!strcmp(b->name, word) || !strcmp(b->ref, word)) {
			*to = b;
			return NULL;
		}
		if (!branch_matches(b, word))
			continue;
		if (found)
			other = b;
		else
			found = b;
	}
	*to = found;
	if (!found)
		return error_new("%s: no such branch in %s; 'git branch -a' lists them", word,
				 h->repository.name);
	return other ? error_new("%s is %s and %s; name one", word, found->ref, other->ref) : NULL;
}

struct question {
	const struct missing_command *o;
	bool quiet;
	struct missing m;
};

static struct error *ask(void *question, const struct trees *trees)
{
	struct question *q = question;
	struct missing_options options = {
		.paths = q->o->paths.item,
		.n_paths = q->o->whole ? 0 : q->o->paths.n,
		.quiet = q->quiet,
	};
	struct error *err = only_branch(&options.branch, trees->audited, q->o->branch);

	missing_release(&q->m);
	q->m = (struct missing){ 0 };
	return err ? err : missing_find(&q->m, trees, &options);
}

struct error *cmd_missing(const struct cmd_context *ctx, int argc, char **argv, int *status)
{
	struct missing_command o = { .input = HISTORY_INPUT_INIT };
	struct audit_report_options how = { .color = term_use_color(ctx->color, STDOUT_FILENO),
					    .verbose = ctx->verbose, .quiet = ctx->quiet };
	struct question q = { .o = &o, .quiet = ctx->quiet };
	struct error *err;

	err = options_parse(&cmd_missing_argp, argc, argv, false, &o.input.options);
	if (!err && !o.branch)
		err = error_new("which branch? 'teardown missing 5.10.y -- drivers/base'");
	if (!err) {
		o.input.branch = o.branch;
		err = history_ask(&o.input, ctx, ask, &q);
	}
	if (!err) {
		missing_write(stdout, o.format, &q.m, &how);
		*status = q.m.fixes.n ? STATUS_FOUND : q.m.unknown.n ? STATUS_UNSEEN : STATUS_CLEAN;
	}
	missing_release(&q.m);
	array_free(&o.paths);
	history_input_release(&o.input);
	return err;
}
